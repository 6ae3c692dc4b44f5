//! English made longer and strange: what still reads plainly on a screen is in no catalogue, and
//! what breaks under it will break under German too. Values stay as they are.

use std::borrow::Cow;

/// The text of a sentence between its values, about 40 % longer and with accents.
pub(super) fn strange(text: &str) -> Cow<'_, str> {
    let mut strange = String::with_capacity(text.len() * 2);
    for letter in text.chars() {
        match letter {
            'a' => strange.push_str("áá"),
            'e' => strange.push_str("éé"),
            'i' => strange.push_str("íí"),
            'o' => strange.push_str("óó"),
            'u' => strange.push_str("úú"),
            'y' => strange.push_str("ýý"),
            'A' => strange.push_str("ÁÁ"),
            'E' => strange.push_str("ÉÉ"),
            'I' => strange.push_str("ÍÍ"),
            'O' => strange.push_str("ÓÓ"),
            'U' => strange.push_str("ÚÚ"),
            'c' => strange.push('ç'),
            'n' => strange.push('ñ'),
            's' => strange.push('š'),
            'z' => strange.push('ž'),
            'r' => strange.push('ř'),
            'S' => strange.push('Š'),
            'C' => strange.push('Ç'),
            'N' => strange.push('Ñ'),
            'd' => strange.push('đ'),
            't' => strange.push('ţ'),
            other => strange.push(other),
        }
    }
    Cow::Owned(strange)
}

/// A sentence in brackets, so that one that is cut off shows.
pub(super) fn fenced(sentence: &str) -> String {
    format!("[{sentence}]")
}
