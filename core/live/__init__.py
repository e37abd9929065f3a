"""What has changed is announced to all processes, and told to whom waits for it."""
