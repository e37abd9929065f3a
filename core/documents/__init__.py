"""What citizens take home: PDF papers, rendered, signed, kept, and checked by whoever holds one."""
