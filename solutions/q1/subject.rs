//! Hands a request to the answer, and its reply back.

use answer::{Chain, ChainError, State, simulate, simulate_fast};

fn main() {
    frames::serve(|input, output| {
        let run = if input.bool()? {
            simulate_fast
        } else {
            simulate
        };
        let mut rows = [[0.0; 3]; 3];
        for entry in rows.as_flattened_mut() {
            *entry = input.f64()?;
        }
        let start = match input.u8()? {
            0 => Some(State::Bull),
            1 => Some(State::Bear),
            2 => Some(State::Stagnant),
            _ => None,
        };
        let (days, seed) = (input.u64()?, input.u64()?);
        match Chain::new(rows).and_then(|chain| run(&chain, start, days, seed)) {
            Ok(counts) => {
                output.u8(0);
                for count in counts {
                    output.u64(count);
                }
            }
            Err(ChainError::NotAProbability { from, to, value }) => {
                output.u8(1).u8(number(from)).u8(number(to)).f64(value);
            }
            Err(ChainError::RowSum { from, sum }) => {
                output.u8(2).u8(number(from)).f64(sum);
            }
            Err(ChainError::ZeroDays) => {
                output.u8(3);
            }
        }
        Ok(())
    });
}

fn number(state: State) -> u8 {
    match state {
        State::Bull => 0,
        State::Bear => 1,
        State::Stagnant => 2,
    }
}
