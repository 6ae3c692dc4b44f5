//! Arabic's plural forms above one hundred. They follow the last two digits (103 as 3, 111 as 11:
//! CLDR's rule), which the plural rules of `fluent-bundle` leave out of account.

use fluent_bundle::FluentValue;

use super::Lang;

/// The first number that has the form of another one.
const FIRST: f64 = 103.0;

/// A value whose form is the right one in this language. A number is replaced by the one whose
/// form it has, and is carried along in an option that plays no part in choosing or writing.
pub(super) fn by_last_digits(lang: Lang, mut value: FluentValue<'static>) -> FluentValue<'static> {
    if let FluentValue::Number(number) = &mut value {
        let last = number.value % 100.0;
        let is_whole = last.fract() == 0.0;
        if lang == Lang::Ar && number.value >= FIRST && is_whole && last >= 3.0 {
            number.options.minimum_integer_digits = number.value.to_string().parse().ok();
            number.value = last;
        }
    }
    value
}

/// The digits of a number that was replaced; nothing for any other value.
pub(super) fn carried<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            number.options.minimum_integer_digits.map(|own| own.to_string())
        }
        _ => None,
    }
}
