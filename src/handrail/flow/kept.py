"""Sentences that a table or the log keeps in English, recalled in the language of who reads them."""

from collections.abc import Iterable

from handrail.base.languages import later
from handrail.base.saying import recalled

# Why a mail is where it is, and why a ticket is tied to another.
IN_SUBJECT = later("Names this number in its subject")
PASSED_ON = later("Passed on by %(who)s")
NOT_PROVEN = later("Sender not proven: %(domain)s says this mail is not from it")
CLOSED = later("Answer to a closed ticket")
STRANGER = later("Answer by %(who)s, who does not belong to the conversation")
NOTE_BY_MAIL = later("A note by mail of %(who)s")
ONE_OF_MANY = later("One of %(count)s that belong together")
NO_TICKET = later("Belongs to no ticket")
SAME_MAIL = later("The same as mail %(number)s.")
OUR_OWN = later("It says it comes from this desk itself.")
RACED = later("Another copy was placed in the same moment.")
NO_SENDER = later("It has no usable sender.")
REASONS = (
    IN_SUBJECT, PASSED_ON, NOT_PROVEN, CLOSED, STRANGER, NOTE_BY_MAIL, ONE_OF_MANY, NO_TICKET,
    SAME_MAIL, OUR_OWN, RACED, NO_SENDER,
)  # fmt: skip

# Why a message did not leave, or came back.
FOLDER = later("The folder for mail can't be written: %(fault)s")
NO_ENTRY = later("The mail server does not let us in: %(words)s")
SERVER_SAID = later("The mail server said: %(words)s")
UNREACHED = later("The mail server can't be reached: %(fault)s")
NO_RECIPIENT = later("The mail server refused the recipient: %(words)s")
SAID_OF_ONE = later("the mail server said: %(words)s")
LETTERS = later(
    "The mail server takes no address with letters like these before the @ (SMTPUTF8): %(address)s"
)
OWN_SERVER = later("The mail server of this sending address: %(fault)s")
UNSIGNED = later("The signing key %(key)s can't sign: %(fault)s")
OTHER_SECRET = later("This was encrypted with another secret key. Type it again.")
NO_ADDRESS = later("There is no address to send this to.")
BAD_ADDRESS = later("“%(address)s” is no mail address.")
NO_WAY_OUT = later("No way out is set up for the channel “%(channel)s”.")
RETURNED = later("the mail to %(recipient)s could not be delivered.")
RETURNED_AS = later("the mail to %(recipient)s could not be delivered (%(status)s).")
CAME_BACK = later("mail to it came back for good on %(day)s")
UNWANTED = later("its owner called our mail unwanted on %(day)s")
BY_HAND = later("it was put on the list by hand on %(day)s")
UNSUBSCRIBED = later("its owner wants no notices, since %(day)s")
NOTED = later("%(why)s (%(note)s)")
FAILURES = (
    FOLDER, NO_ENTRY, SERVER_SAID, UNREACHED, NO_RECIPIENT, SAID_OF_ONE, LETTERS, OWN_SERVER,
    UNSIGNED, OTHER_SECRET, NO_ADDRESS, BAD_ADDRESS, NO_WAY_OUT, RETURNED_AS, RETURNED, CAME_BACK,
    UNWANTED, BY_HAND, UNSUBSCRIBED, NOTED,
)  # fmt: skip


def reason(kept: str, more: Iterable[str] = ()) -> str:
    """Why a mail is where it is, for whoever asks; a door has more reasons of its own."""
    return str(recalled(kept, [*REASONS, *more]))


def failure(kept: str) -> str:
    """Why a message did not leave, for whoever asks."""
    return str(recalled(kept, FAILURES))
