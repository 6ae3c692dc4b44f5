//! The captures of the demo town: dates, sun, season, look, cloud. No pixels.

use std::f32::consts::FRAC_1_SQRT_2 as DIAGONAL;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};

use super::chance::Chance;
use super::grain::{layered, ramp};

/// Where the sun stood: constants, as sines differ between platforms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sun {
    /// Degrees above the horizon.
    pub elevation_deg: f32,
    /// The sine and cosine of the elevation.
    pub(super) up: f32,
    pub(super) flat: f32,
    /// The unit vector on the ground towards the sun; it always stands in the south-east.
    pub(super) east: f32,
    pub(super) south: f32,
}

/// A late morning at 33 degrees north for the months December, January; February, November; and
/// so on to June, July. Azimuths 155, 153, 150, 146, 140 and 135 degrees.
const SUNS: [Sun; 6] = [
    Sun { elevation_deg: 33.0, up: 0.5446, flat: 0.8387, east: 0.4226, south: 0.9063 },
    Sun { elevation_deg: 38.0, up: 0.6157, flat: 0.7880, east: 0.4540, south: 0.8910 },
    Sun { elevation_deg: 47.0, up: 0.7314, flat: 0.6820, east: 0.5000, south: 0.8660 },
    Sun { elevation_deg: 55.0, up: 0.8192, flat: 0.5736, east: 0.5592, south: 0.8290 },
    Sun { elevation_deg: 61.0, up: 0.8746, flat: 0.4848, east: 0.6428, south: 0.7660 },
    Sun { elevation_deg: 65.0, up: 0.9063, flat: 0.4226, east: DIAGONAL, south: DIAGONAL },
];
/// Share of green leaves in January, February and so on: winter rain, dry summer.
const GREEN: [f32; 12] = [0.6, 0.8, 1.0, 0.9, 0.6, 0.4, 0.3, 0.25, 0.25, 0.3, 0.4, 0.5];
/// Off-nadir angles, degrees, with their tangents.
const LOOKS: [(f32, f32); 5] =
    [(1.8, 0.0314), (3.5, 0.0612), (5.2, 0.0910), (7.4, 0.1299), (9.6, 0.1691)];
/// Directions of the look on the ground, east and south.
const WAYS: [(f32, f32); 8] = [
    (1.0, 0.0),
    (DIAGONAL, DIAGONAL),
    (0.0, 1.0),
    (-DIAGONAL, DIAGONAL),
    (-1.0, 0.0),
    (-DIAGONAL, -DIAGONAL),
    (0.0, -1.0),
    (DIAGONAL, -DIAGONAL),
];
/// Height of the clouds over the town, metres: low, so that their shadows stay in the picture.
const CLOUD_M: f32 = 150.0;

/// One made-up satellite image before it is painted.
#[derive(Debug, Clone)]
pub struct DemoCapture {
    /// Its id: the day, such as `2018-06-21`.
    pub id: String,
    /// When it was taken, UTC.
    pub at: DateTime<Utc>,
    /// Where the sun stood.
    pub sun: Sun,
    /// Share of green leaves, 0 to 1.
    pub green: f32,
    /// Degrees from straight down.
    pub off_nadir_deg: f32,
    /// Percent of the scene under cloud.
    pub cloud_pct: f32,
    /// Haze, 0 (clear) to 1.
    pub haze: f32,
    /// Pixels (east, south) by which the picture lies off its true place.
    pub shift_px: (f32, f32),
    /// Metres on the ground by which one metre of height leans (east, south).
    pub(super) lean: (f32, f32),
    /// Contrast, brightness and the gain of each channel.
    pub(super) tone: (f32, f32, [f32; 3]),
    /// 0 sharp, 1 soft.
    pub(super) soft: f32,
    /// Standard deviation of the sensor's noise, of 255.
    pub(super) noise: f32,
    /// Clouds: middle and radius, metres.
    pub(super) puffs: Vec<(f32, f32, f32)>,
    /// For its noise and whatever moves between captures.
    pub(super) seed: u32,
}

impl DemoCapture {
    /// How much cloud lies between the sensor and a point, 0 to 1.
    pub(super) fn cloud(&self, x: f32, y: f32) -> f32 {
        let middle = self.puffs.iter().fold(0.0_f32, |most, (east, south, radius)| {
            let (dx, dy) = ((x - east) / radius, (y - south) / radius);
            most.max(1.0 - dx * dx - dy * dy)
        });
        if middle <= 0.0 {
            return 0.0;
        }
        let wisps = layered(self.seed ^ 0xC1, x / 120.0, y / 120.0, 6);
        ramp(0.66, 0.98, 1.15 * wisps + 0.42 * middle - 0.08) * ramp(0.0, 0.3, middle)
    }

    /// How much cloud lies between the sun and a point, 0 to 1.
    pub(super) fn cloud_shadow(&self, x: f32, y: f32) -> f32 {
        let slant = CLOUD_M * self.sun.flat / self.sun.up;
        self.cloud(x + self.sun.east * slant, y + self.sun.south * slant)
    }

    fn cover_pct(&self, side: f32) -> f32 {
        if self.puffs.is_empty() {
            return 0.0;
        }
        let mut sum = 0.0;
        let step = side / 48.0;
        for row in 0..48_i16 {
            for column in 0..48_i16 {
                let at = |place: i16| (f32::from(place) + 0.5) * step;
                sum += ramp(0.3, 0.6, self.cloud(at(column), at(row)));
            }
        }
        (sum / 48.0 / 48.0 * 1000.0).round() / 10.0
    }
}

/// A series of captures of a square of `side` metres, oldest first. One in four is cloudy.
pub(super) fn draw(captures: usize, side: f32, chance: &mut Chance) -> Vec<DemoCapture> {
    let cloudy = spread(captures, chance);
    let mut day = NaiveDate::from_ymd_opt(2018, 1, 17).unwrap_or(NaiveDate::MIN);
    let mut all = Vec::with_capacity(captures);
    for place in 0..captures {
        if place > 0 {
            day += Duration::days(gap(captures, chance));
        }
        all.push(capture(day, side, cloudy.contains(&place), chance));
    }
    all
}

/// Days to the next capture: 2 to 35, mostly three to four weeks. Long series are denser, so that
/// even the longest ends within three years.
fn gap(captures: usize, chance: &mut Chance) -> i64 {
    let first = chance.whole(2, 35);
    let days = if chance.happens(0.7) { first.max(chance.whole(2, 35)) } else { first };
    let series = i64::try_from(captures).unwrap_or(i64::MAX);
    if series <= 36 { days } else { (days * 36 / series).max(1) }
}

/// One place in every four, never the first, so that the town is first seen clearly.
fn spread(captures: usize, chance: &mut Chance) -> Vec<usize> {
    (0..captures / 4).map(|quarter| quarter * 4 + 1 + chance.below(3)).collect()
}

fn capture(day: NaiveDate, side: f32, cloudy: bool, chance: &mut Chance) -> DemoCapture {
    let month = usize::try_from(day.month0()).unwrap_or(0);
    let from_midwinter = month.min(11_usize.saturating_sub(month));
    let time =
        Duration::minutes(8 * 60 + chance.whole(2, 52)) + Duration::seconds(chance.whole(0, 59));
    let (off_nadir_deg, tangent) = chance.pick(&LOOKS, (0.0, 0.0));
    let (east, south) = chance.pick(&WAYS, (0.0, 0.0));
    let haze =
        if chance.happens(0.25) { chance.between(0.3, 0.8) } else { chance.between(0.0, 0.2) };
    let mut off = || chance.between(-1.0, 1.0);
    let shift_px = (off(), off());
    let gain = [1.0 + 0.025 * off(), 1.0 + 0.015 * off(), 1.0 + 0.035 * off()];
    let tone = (1.0 + 0.11 * off(), 9.0 * off(), gain);
    let mut made = DemoCapture {
        id: day.format("%Y-%m-%d").to_string(),
        at: day.and_time(chrono::NaiveTime::MIN).and_utc() + time,
        sun: SUNS.get(from_midwinter).copied().unwrap_or(SUNS[2]),
        green: GREEN.get(month).copied().unwrap_or(0.5) * (1.0 + 0.08 * off()),
        off_nadir_deg,
        cloud_pct: 0.0,
        haze,
        shift_px,
        lean: (east * tangent, south * tangent),
        tone,
        soft: chance.between(0.15, 0.75),
        noise: chance.between(1.3, 3.2),
        puffs: Vec::new(),
        seed: chance.bits(),
    };
    if cloudy {
        let puffs = chance.whole(2, 4);
        made.puffs = (0..puffs)
            .map(|_| {
                let mut at = || side * chance.between(0.18, 0.82);
                let (x, y) = (at(), at());
                (x, y, side * chance.between(0.16, 0.3))
            })
            .collect();
        made.cloud_pct = made.cover_pct(side);
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_series_lasts_about_eight_months_with_gaps_of_2_to_35_days() {
        for seed in 0..20 {
            let series = draw(12, 660.0, &mut Chance::new(seed, 2));
            let days: Vec<i64> =
                series.windows(2).map(|pair| (pair[1].at - pair[0].at).num_days()).collect();
            assert!(days.iter().all(|gap| (1..=35).contains(gap)), "{days:?}");
            assert!((150..=340).contains(&days.iter().sum::<i64>()), "{days:?}");
            assert_eq!(series.iter().filter(|capture| capture.cloud_pct > 1.0).count(), 3);
        }
    }

    #[test]
    fn the_sun_is_lowest_in_midwinter_and_highest_in_midsummer() {
        let sun = |month| {
            let day = NaiveDate::from_ymd_opt(2018, month, 15).unwrap();
            capture(day, 500.0, false, &mut Chance::new(1, 2)).sun.elevation_deg
        };
        let year: Vec<f32> = (1..=12).map(sun).collect();
        assert_eq!(year, [33., 38., 47., 55., 61., 65., 65., 61., 55., 47., 38., 33.]);
    }

    #[test]
    fn every_sun_is_a_unit_vector() {
        for sun in SUNS {
            assert!((sun.up * sun.up + sun.flat * sun.flat - 1.0).abs() < 1e-3);
            assert!((sun.east * sun.east + sun.south * sun.south - 1.0).abs() < 1e-3);
        }
    }
}
