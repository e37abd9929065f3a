"""What the buttons of the page do."""

from collections.abc import Mapping

from plugins.tips import page_reading, page_writing
from plugins.tips.page import Step

STEPS: Mapping[str, Step] = {
    "write": page_writing.write,
    "send": page_writing.send,
    "receipt": page_writing.show_receipt,
    "confirm": page_writing.confirm,
    "read": page_reading.read,
    "open": page_reading.open_tip,
    "add": page_reading.add,
    "ask_erase": page_reading.ask_erase,
    "erase": page_reading.erase,
}
