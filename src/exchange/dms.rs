//! Degrees as people write them: `36.2033`, `36,2033`, `36°12'10.5"N`, `37 9 34.41E`, `-37.15`,
//! `S 12 30`. Which column they stand in is the business of `table`.

/// Which of the two coordinates is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    /// West and east.
    Longitude,
    /// South and north.
    Latitude,
}

/// Why a text is no number of degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum DegreesError {
    /// Neither a number nor degrees, minutes and seconds.
    #[error("is no number of degrees; write it as 36.2033 or as 36°12'10.5\"N")]
    Unreadable,
    /// Minutes or seconds of sixty and more.
    #[error("has minutes or seconds of 60 or more")]
    Sixty,
    /// A letter of the other axis.
    #[error("ends in the letter of the other axis; are longitude and latitude swapped?")]
    OtherAxis,
}

/// Degrees, minutes and seconds as signed degrees; a plain number is not the business of this.
pub(super) fn sexagesimal(text: &str, axis: Axis) -> Result<f64, DegreesError> {
    let mut sign = 1.0;
    let mut numbers: Vec<f64> = Vec::new();
    for token in tokens(text) {
        match token {
            Token::Number(number) if numbers.len() < 3 => numbers.push(number),
            Token::Letter(letter) => sign *= hemisphere(letter, axis)?,
            Token::Minus if numbers.is_empty() => sign = -sign,
            Token::Number(_) | Token::Minus | Token::Odd => return Err(DegreesError::Unreadable),
        }
    }
    let (degrees, minutes, seconds) = match *numbers.as_slice() {
        [degrees] => (degrees, 0.0, 0.0),
        [degrees, minutes] => (degrees, minutes, 0.0),
        [degrees, minutes, seconds] => (degrees, minutes, seconds),
        _ => return Err(DegreesError::Unreadable),
    };
    if minutes >= 60.0 || seconds >= 60.0 {
        return Err(DegreesError::Sixty);
    }
    Ok(sign * (degrees + minutes / 60.0 + seconds / 3600.0))
}

fn hemisphere(letter: char, axis: Axis) -> Result<f64, DegreesError> {
    match (letter, axis) {
        ('N', Axis::Latitude) | ('E', Axis::Longitude) => Ok(1.0),
        ('S', Axis::Latitude) | ('W', Axis::Longitude) => Ok(-1.0),
        _ => Err(DegreesError::OtherAxis),
    }
}

enum Token {
    Number(f64),
    Letter(char),
    Minus,
    Odd,
}

/// Numbers, letters of the compass and minus signs; the signs of degrees, minutes and seconds only
/// part the numbers.
fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut number = String::new();
    for letter in text.chars().take(64).chain([' ']) {
        if letter.is_ascii_digit() || matches!(letter, '.' | ',') {
            number.push(if letter == ',' { '.' } else { letter });
            continue;
        }
        if !number.is_empty() {
            found.push(number.parse().map_or(Token::Odd, Token::Number));
            number.clear();
        }
        match letter {
            '-' | '\u{2212}' => found.push(Token::Minus),
            'N' | 'S' | 'E' | 'W' | 'n' | 's' | 'e' | 'w' => {
                found.push(Token::Letter(letter.to_ascii_uppercase()));
            }
            ' ' | '\u{a0}' | '°' | 'º' | '˚' | '\'' | '’' | '′' | '"' | '”' | '″' | ':' | 'd' =>
                {}
            _ => found.push(Token::Odd),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn north(text: &str) -> f64 {
        sexagesimal(text, Axis::Latitude).unwrap()
    }

    #[test]
    fn degrees_minutes_and_seconds_are_read_however_they_are_parted() {
        for text in ["36°12'10.5\"N", "36 12 10.5N", "N36° 12′ 10,5″", "36:12:10.5", "36d12'10.5"]
        {
            assert!((north(text) - 36.202_916_666).abs() < 1e-8, "{text}");
        }
        assert!((north("36°12.175'N") - 36.202_916_666).abs() < 1e-8);
        assert!((north("12° 30' S") + 12.5).abs() < 1e-12);
        assert!((north("-12 30") + 12.5).abs() < 1e-12);
        assert!((sexagesimal("94°29'W", Axis::Longitude).unwrap() + 94.483_333).abs() < 1e-6);
    }

    #[test]
    fn what_is_no_angle_is_refused_with_its_reason() {
        let refused = |text| sexagesimal(text, Axis::Latitude).unwrap_err();
        assert_eq!(refused("north"), DegreesError::Unreadable);
        assert_eq!(refused(""), DegreesError::Unreadable);
        assert_eq!(refused("1 2 3 4"), DegreesError::Unreadable);
        assert_eq!(refused("36 61 0"), DegreesError::Sixty);
        assert_eq!(refused("37°9'34\"E"), DegreesError::OtherAxis);
        assert_eq!(refused("1.2.3"), DegreesError::Unreadable);
    }
}
