"""What people upload: received piece by piece, checked, kept on disk, and handed out by signed links."""
