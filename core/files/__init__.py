"""What people upload: received piece by piece, checked, kept, and handed out by signed links."""
