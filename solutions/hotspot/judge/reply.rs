//! What is right about a reply, and which mistake it looks like.

use std::collections::BTreeMap;

use workbook_judge::contest::Case;
use workbook_judge::frames::{Reader, Writer};

/// One station as the judge works it out.
struct Station {
    name: String,
    values: BTreeMap<u32, f64>,
    /// The value of each day whose reading came last.
    last: BTreeMap<u32, f64>,
}

impl Station {
    fn mean(values: &BTreeMap<u32, f64>) -> f64 {
        values.values().sum::<f64>() / values.len() as f64
    }

    /// How far a value is from the mean, in deviations.
    fn distance(&self, value: f64) -> f64 {
        let mean = Self::mean(&self.values);
        let squares = self.values.values().map(|value| (value - mean).powi(2));
        let deviation = (squares.sum::<f64>() / self.values.len() as f64).sqrt();
        if deviation == 0.0 {
            0.0
        } else {
            (value - mean).abs() / deviation
        }
    }
}

/// A log with a bad line.
pub fn refused(log: &str, bad: &str, line: usize) -> Case {
    let mut request = Writer::new();
    request.str(log);
    Case::new(
        format!("line {line} is {bad:?}"),
        request,
        move |reply| match reply.u8()? {
            0 => Err(format!("a report instead of BadLine {{ line: {line} }}")),
            _ => match reply.u64()? {
                found if found == line as u64 => Ok(()),
                found if found + 1 == line as u64 => Err(format!(
                    "BadLine {{ line: {found} }} instead of {line}: lines count from one"
                )),
                found => Err(format!("BadLine {{ line: {found} }} instead of {line}")),
            },
        },
    )
}

/// Checks the report of a log without bad lines.
pub fn expected(log: &str) -> impl Fn(&mut Reader<'_>) -> Result<(), String> + use<> {
    let mut stations: BTreeMap<String, Station> = BTreeMap::new();
    for line in log.lines() {
        let mut fields = line.split(';');
        let mut next = || fields.next().unwrap_or_default();
        let (name, day, value) = (next(), next(), next());
        let (Ok(day), Ok(value)) = (day.parse(), value.parse()) else {
            continue;
        };
        let station = stations.entry(name.to_owned()).or_insert_with(|| Station {
            name: name.to_owned(),
            values: BTreeMap::new(),
            last: BTreeMap::new(),
        });
        station.values.entry(day).or_insert(value);
        station.last.insert(day, value);
    }
    let stations: Vec<Station> = stations.into_values().collect();
    move |reply| complaint(&stations, reply)
}

fn complaint(stations: &[Station], reply: &mut Reader<'_>) -> Result<(), String> {
    if reply.u8()? != 0 {
        let line = reply.u64()?;
        return Err(format!(
            "BadLine {{ line: {line} }}, but every line can be read"
        ));
    }
    let count = reply.u64()?;
    if count != stations.len() as u64 {
        return Err(format!("{count} stations instead of {}", stations.len()));
    }
    for station in stations {
        let name = reply.str()?.to_owned();
        let (readings, mean, odd) = (reply.u64()?, reply.f64()?, reply.u64s()?);
        if name != station.name {
            return Err(format!(
                "{name:?} where {:?} comes in the order of the names",
                station.name
            ));
        }
        if readings != station.values.len() as u64 {
            let why = if readings > station.values.len() as u64 {
                ": a second reading of a day doesn't count"
            } else if readings < station.values.len() as u64 {
                ": each station has days of its own"
            } else {
                ""
            };
            return Err(format!(
                "{name}: {readings} readings instead of {}{why}",
                station.values.len()
            ));
        }
        let right = Station::mean(&station.values);
        if !near(mean, right) {
            let why = if near(mean, Station::mean(&station.last)) {
                ": of several readings of a day the first counts, not the last"
            } else {
                ""
            };
            return Err(format!("{name}: the mean is {right:?}, not {mean:?}{why}"));
        }
        days(station, &odd)?;
    }
    Ok(())
}

fn days(station: &Station, odd: &[u64]) -> Result<(), String> {
    let name = &station.name;
    if !odd.is_sorted() {
        return Err(format!("{name}: odd days come in the order of the days"));
    }
    for (&day, &value) in &station.values {
        let distance = station.distance(value);
        let found = odd.contains(&u64::from(day));
        // So near to two deviations, either is a matter of rounding.
        if (distance - 2.0).abs() < 1e-6 || found == (distance > 2.0) {
            continue;
        }
        let is = if found { "" } else { "n't" };
        let why = if value.abs() > 1e8 {
            ". Squares of such values have lost what makes the difference"
        } else {
            ""
        };
        return Err(format!(
            "{name}: day {day} is{is} called odd, {distance:.3} deviations from the mean{why}"
        ));
    }
    let stray = odd
        .iter()
        .find(|&&day| u32::try_from(day).map_or(true, |day| !station.values.contains_key(&day)));
    match stray {
        Some(day) => Err(format!("{name}: there is no reading of day {day}")),
        None if odd.windows(2).any(|two| two[0] == two[1]) => {
            Err(format!("{name}: a day is named twice"))
        }
        None => Ok(()),
    }
}

fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs().max(1e-6)
}
