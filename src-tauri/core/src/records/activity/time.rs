//! The time of a day as people type it.

/// Reads "14:30", "14.30", "1430", "9", "9 Uhr", "2:30 pm" as "14:30"; none for anything else.
#[must_use]
pub fn clock_time(typed: &str) -> Option<String> {
    let typed = typed.trim().to_lowercase();
    let (number, half) = split_marker(&typed);
    let (hour, minute) = numbers(number.trim())?;
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + if half == Half::Afternoon { 12 } else { 0 },
        Some(_) => return None,
    };
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// Takes "am", "pm", "Uhr" or "h" off the end.
fn split_marker(typed: &str) -> (&str, Option<Half>) {
    for (markers, half) in
        [(["am", "a.m."], Some(Half::Morning)), (["pm", "p.m."], Some(Half::Afternoon)), (["uhr", "h"], None)]
    {
        for marker in markers {
            if let Some(number) = typed.strip_suffix(marker) {
                return (number, half);
            }
        }
    }
    (typed, None)
}

fn numbers(text: &str) -> Option<(u32, u32)> {
    let (hour, minute) = match text.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        None if text.len() > 2 && text.is_ascii() => text.split_at(text.len() - 2),
        None => (text, "0"),
    };
    let number = |digits: &str| {
        let plain = matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    };
    Some((number(hour)?, number(minute)?))
}

#[cfg(test)]
mod tests {
    use super::clock_time;

    #[test]
    fn times_are_read_as_people_type_them() {
        for (typed, time) in [
            ("14:30", Some("14:30")),
            (" 9.05 ", Some("09:05")),
            ("1430", Some("14:30")),
            ("930", Some("09:30")),
            ("9", Some("09:00")),
            ("9 Uhr", Some("09:00")),
            ("14 h", Some("14:00")),
            ("2:30 PM", Some("14:30")),
            ("12 am", Some("00:00")),
            ("12pm", Some("12:00")),
            ("0:00", Some("00:00")),
            ("24:00", None),
            ("14:60", None),
            ("13 pm", None),
            ("0 am", None),
            ("14:3", None),
            ("14:30:00", None),
            ("-1", None),
            ("noon", None),
            ("٩", None),
            ("", None),
        ] {
            assert_eq!(clock_time(typed).as_deref(), time, "{typed}");
        }
    }
}
