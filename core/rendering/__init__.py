"""HTML templates made into PDF with shaped Devanagari; runs in child processes alone."""
