"""Messages to people: rendered from the event's texts, delivered by a channel's sender."""
