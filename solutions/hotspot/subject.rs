//! Hands a request to the answer, and its reply back.

use std::hint::black_box;

use answer::summary;

fn main() {
    frames::serve(|input, output| {
        let log = input.str()?;
        match summary(black_box(&log)) {
            Err(bad) => {
                output.u8(1).u64(bad.line as u64);
            }
            Ok(stations) => {
                output.u8(0).u64(stations.len() as u64);
                for station in stations {
                    let odd: Vec<u64> = station.odd.iter().map(|&day| u64::from(day)).collect();
                    output
                        .str(&station.name)
                        .u64(station.readings as u64)
                        .f64(station.mean)
                        .u64s(&odd);
                }
            }
        }
        Ok(())
    });
}
