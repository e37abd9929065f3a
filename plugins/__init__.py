"""The services that come with the platform, a folder each."""
