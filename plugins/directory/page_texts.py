"""What the page of stations says, in the page itself and through its scripts."""

from core import UnitKind
from plugins.directory.texts import text

KINDS = {
    UnitKind.STATION: text("Police station"),
    UnitKind.OUTPOST: text("Police outpost"),
    UnitKind.TRAFFIC: text("Traffic police station"),
    UnitKind.WOMEN: text("Women's police station"),
    UnitKind.AJK: text("A.J.K. police station (crimes against Scheduled Castes and Tribes)"),
    UnitKind.RAILWAY: text("Railway police station"),
    UnitKind.CYBER: text("Cyber police station"),
    UnitKind.SPECIAL: text("Special police station"),
}

LABELS = {
    "heading": text("Police stations"),
    "skip": text("To the list of stations"),
    "languages": text("Languages"),
    "helplines": text("Call for help"),
    "search": text("Search"),
    "name": text("Name of the station"),
    "district": text("District"),
    "all_districts": text("All districts"),
    "special": text("Railway and special units"),
    "use_place": text("Use my place"),
    "place_stays": text(
        "Your place stays on this device: the distances are worked out here, and this page sends "
        "it to nobody."
    ),
    "not_responsible": text(
        "The nearest station is not always the one responsible: that depends on where its area "
        "ends."
    ),
    "results": text("Stations"),
    "none": text(
        "No station is found. Try a shorter name or another spelling, or choose the district alone."
    ),
    "no_number": text("Where no phone number is shown, none is on record."),
    "call": text("Call"),
    "directions": text("Directions"),
    "unverified": text("Position unverified"),
    "next": text("Next stations"),
    "start": text("Back to the first stations"),
    "map": text("Map"),
    "show_map": text("Show the map"),
    "map_note": text(
        "Districts and stations, without roads. Everything on the map comes from this website "
        "alone."
    ),
    "skip_map": text("Skip the map"),
    "noscript": text(
        "The map and sorting by distance need JavaScript. The search works without it."
    ),
    "on_map": text("Show on the map"),
    "openstreetmap": text(
        "Some phone numbers, addresses and Hindi names: © OpenStreetMap contributors, ODbL."
    ),
}

SPOKEN = {
    "nearest": text("Nearest stations"),
    "sorted": text("{count} stations, sorted by distance", count="{count}"),
    "more": text("Show more"),
    "km": text("{distance} km", distance="{distance}"),
    "updated": text("Updated on {day}", day="{day}"),
    "locating": text("Finding your place…"),
    "denied": text("This page was not allowed to know your place. Search by name instead."),
    "lost": text("Your place could not be found. Search by name instead."),
    "failed": text("This could not be loaded. Check the connection and try again."),
    "loading": text("Loading the map…"),
    "here": text("{count} stations. Zoom in.", count="{count}"),
    "your_place": text("Your place"),
    "zoom_in": text("Zoom in"),
    "zoom_out": text("Zoom out"),
    "close": text("Close"),
    "boundaries": text("Boundaries: {source}", source="{source}"),
}
"""What only the scripts say; what stands in braces they fill in."""
