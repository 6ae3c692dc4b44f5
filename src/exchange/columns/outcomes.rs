//! The words for what came of a building, and what each means.

use super::{Word, word};

pub(super) const STATUS: &[Word] = &[
    word("dated", "Destroyed within the window: both ends are agreed"),
    word(
        "not_destroyed",
        "Not visibly destroyed in the captures, up to and including the last one. This does not \
         say undamaged: harm that does not show from above, or came later, is not seen",
    ),
    word(
        "destroyed_before_first_image",
        "Already destroyed in the first capture that shows it; when, these captures cannot say",
    ),
    word("undatable", "More than half of the volunteers could not tell, or people ruled so"),
    word(
        "disputed",
        "No volunteers are asked any more, and at least one end of the window is not agreed, or \
         the case is before people",
    ),
    word("withdrawn", "Taken out of the campaign; retirement_reason says the same"),
    word("open", "Still being asked; everything else in the row may change"),
];

pub(super) const RETIREMENT: &[Word] = &[
    word("agreed", "The window became narrow enough"),
    word("never", "Agreed not to be visibly destroyed in the captures"),
    word("before_series", "Agreed to be destroyed before the first capture"),
    word("undatable", "More than half could not tell"),
    word(
        "confident",
        "The model was sure enough and the campaign asks no more then; the window is the counted \
         one all the same",
    ),
    word(
        "cap_reached",
        "The most judgements that the campaign asks for were given, or no agreement of those \
         still to come could have made the window narrow enough",
    ),
    word("ruled", "An adjudicator decided"),
    word("withdrawn", "The coordinator took the building out of the campaign"),
];

pub(super) const RULING: &[Word] = &[
    word("accept", "The window that the volunteers agree on was taken over"),
    word("window", "The adjudicator's own window"),
    word("undatable", "It cannot be dated from these captures"),
    word("ask", "More volunteers were asked; nothing is decided by it"),
    word("mend", "The outline or a capture is to be mended first; nothing is decided by it"),
];

pub(super) const OPEN_END: &[Word] = &[
    word("evidence", "It is agreed that the captures do not reach that far"),
    word("dispute", "Too few of the volunteers agree on any capture, or a ruling leaves it open"),
];
