//! The generator, written a second time.

/// The draws of one seed.
pub struct Draws {
    mask: u32,
    key: u32,
}

impl Draws {
    pub fn new(seed: u64) -> Draws {
        let [mut mask, mut key] = [seed as u32, (seed >> 32) as u32];
        mask ^= hash(key, 1);
        key ^= hash(mask, 2);
        mask ^= hash(key, 3);
        key ^= hash(mask, 4);
        Draws { mask, key }
    }

    pub fn at(&self, day: u64) -> f64 {
        let era = ((day >> 32) as u32).wrapping_mul(0x9e37_79b9);
        let number = hash(day as u32 ^ self.mask, self.key.wrapping_add(era));
        f64::from(number >> 1) * (-31f64).exp2()
    }
}

/// The draw of one day.
pub fn draw(seed: u64, day: u64) -> f64 {
    Draws::new(seed).at(day)
}

fn hash(number: u32, key: u32) -> u32 {
    let fold = |x: u32, by: u32| x ^ x >> by;
    let x = fold(number, 17).wrapping_mul(0xed5a_d4bb).wrapping_add(key);
    let x = fold(x, 11).wrapping_mul(0xac4c_1b51);
    fold(fold(x, 15).wrapping_mul(0x3184_8bab), 14)
}
