"""What the page /tip says."""

from plugins.tips.submitting import SHORTEST
from plugins.tips.texts import text

LABELS = {
    "leave": text("Leave this page now"),
    "leave_note": text(
        "“Leave this page now” opens another site at once. The history of the browser still shows "
        "that you were here."
    ),
    "languages": text("Languages"),
    "fault": text("Error"),
    "faults": text("This needs a correction; nothing is lost:"),
    "back": text("To the beginning"),
    "call": text("Call 112"),
    "danger": text("Is somebody in danger now?"),
    "danger_how": text("A tip may be read only days later. 112 is free and answers at any hour."),
    "heading": text("Tell the police without saying who you are"),
    "protects": text("What protects you"),
    "protects_name": text(
        "You are not asked for your name, and nothing says who you are: no account, no cookie, no "
        "address of your phone or computer, and of the time only the day."
    ),
    "protects_lock": text(
        "What you write is locked before it is stored. Only officers of the unit that it goes to "
        "can open it, and none whom you exclude by name."
    ),
    "protects_receipt": text(
        "You get a receipt. It alone leads back to your tip. Nobody else has it, and nobody can "
        "replace it."
    ),
    "exposes": text("What does not protect you"),
    "exposes_network": text(
        "Your mobile or internet company, or your employer, can see that you visit this site. Tor "
        "Browser hides that."
    ),
    "exposes_phone": text(
        "Whoever holds or watches your phone sees what you do on it. Use one that nobody watches."
    ),
    "exposes_words": text(
        "What only you can know, and your own way of writing, can lead to you. So can what is seen "
        "in a picture."
    ),
    "onion": text("The address in Tor Browser"),
    "write": text("Write a tip"),
    "read": text("Read the answer to my tip"),
    "about": text("What is it about?"),
    "text": text("What is happening?"),
    "text_how": text(
        "At least {least} characters, in any language. Leave out what only you can know, and how "
        "you know it: it could lead to you.",
        least=SHORTEST,
    ),
    "place": text("Where?"),
    "place_how": text("In your own words. Give this, or the district, or both."),
    "district": text("District"),
    "no_district": text("I do not know"),
    "day": text("On which day? (if you know)"),
    "now": text("It is happening now"),
    "now_how": text("Then call 112 first."),
    "officers": text("Officers who must not see this (if any)"),
    "officers_how": text(
        "One name in each line, 10 at most, and not the rank alone. None of them will see the tip,"
        " nor that there is one."
    ),
    "pictures": text("Pictures (if any)"),
    "pictures_how": text(
        "Up to 5, as JPEG or PNG. Hidden data such as place and time is taken out; what is seen "
        "stays."
    ),
    "kept": text("Pictures that were received; take away the tick to leave one out"),
    "picture": text("Picture"),
    "send": text("Send the tip"),
    "sent": text("Your tip has been sent"),
    "urgent": text(
        "If somebody is in danger, call 112 now. Your tip is stored, but it may be read only later."
    ),
    "receipt_is": text("This is your receipt"),
    "receipt_how": text(
        "Write it down on paper now, and hide it well. It is shown this one time only. You need it "
        "to read the answer, to add something, and to erase the tip."
    ),
    "typed": text("Type the receipt as you have written it down"),
    "check": text("Check"),
    "confirmed": text("You have written it down rightly"),
    "confirmed_how": text(
        "Come back in some days and type the receipt to read the answer. You can close this page "
        "now."
    ),
    "reading": text("Read the answer"),
    "receipt": text("Your receipt"),
    "receipt_form": text(
        "21 letters and digits, such as H9J5-NM0T-7F45-R4G4-5VP2-4. Small letters and blanks do "
        "not matter."
    ),
    "open": text("Read"),
    "conversation": text("Your tip and the answers"),
    "status": text("How far it is"),
    "expires": text("All of it is deleted after"),
    "from_tipster": text("You"),
    "from_police": text("Police"),
    "show": text("Save the picture"),
    "no_answer": text("There is no answer yet. Look again in some days."),
    "message": text("Write to the police once more"),
    "own_message": text("Your message"),
    "message_how": text("Leave out what only you can know: it could lead to you."),
    "add": text("Send the message"),
    "added": text("Your message has been sent."),
    "erase": text("Erase everything"),
    "erase_how": text(
        "The tip, all messages and all pictures are deleted at once. The police cannot read them "
        "any more, and nobody can bring them back."
    ),
    "erase_sure": text("Erase everything?"),
    "erase_yes": text("Yes, erase everything"),
    "erase_no": text("No, go back"),
    "erased": text("Everything is erased"),
    "erased_how": text(
        "The receipt leads to nothing any more. Destroy it. You can close this page."
    ),
}

NO_PLACE = text("Say where: in words, by the district, or both.")
MISMATCH = text(
    "This is not the receipt shown above. Compare it once more, character by character."
)
TOO_MANY_TRIES = text("Too much is coming in just now. Wait a while, and send it again.")
BUSY = text("The server is busy. Send it again in a minute.")
MEANWHILE = text("Something has changed meanwhile. Send it again.")
LEFT_OUT = text(
    "A picture was not taken: it is too large, or too much is being sent just now. Make it "
    "smaller, or leave it out."
)
