//! An equation, its roots as the task has them, and the roots that mistakes would find.

/// ax² + bx + c = 0.
#[derive(Debug, Clone, Copy)]
pub struct Equation {
    pub a: f64,
    pub b: f64,
    pub c: f64,
}

/// The real roots of an equation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Roots {
    None,
    One(f64),
    Two(f64, f64),
}

impl Equation {
    pub fn coefficients(self) -> [f64; 3] {
        [self.a, self.b, self.c]
    }

    /// b² − 4ac with the rounding errors of both products added (Kahan's method), or what is not finite of it.
    pub fn discriminant(self) -> f64 {
        let (square, product) = (self.b * self.b, 4.0 * self.a * self.c);
        let rough = square - product;
        if !rough.is_finite() {
            return rough;
        }
        let missed = self.b.mul_add(self.b, -square) - (4.0 * self.a).mul_add(self.c, -product);
        rough + missed
    }

    /// Its roots, case by case.
    pub fn roots(self) -> Roots {
        let Self { a, b, c } = self;
        let d = self.discriminant();
        if !d.is_finite() || d < 0.0 || (a == 0.0 && b == 0.0) {
            return Roots::None;
        }
        if a == 0.0 {
            return Roots::One(-c / b);
        }
        if d == 0.0 {
            return Roots::One(-b / (2.0 * a));
        }
        // The sign that adds; the other root follows from the product of both.
        let far = if b < 0.0 {
            (-b + d.sqrt()) / 2.0 / a
        } else {
            (-b - d.sqrt()) / 2.0 / a
        };
        let near = if b < 0.0 {
            2.0 * c / (-b + d.sqrt())
        } else {
            2.0 * c / (-b - d.sqrt())
        };
        Roots::Two(near.min(far), near.max(far))
    }

    /// What `low` and `high` are to hold.
    pub fn expected(self) -> [f64; 2] {
        match self.roots() {
            Roots::None => [f64::NAN; 2],
            Roots::One(root) => [root; 2],
            Roots::Two(low, high) => [low, high],
        }
    }

    /// Both roots by the formula from school.
    pub fn school_roots(self) -> [f64; 2] {
        let root = (self.b * self.b - 4.0 * self.a * self.c).sqrt();
        [-1.0, 1.0].map(|sign| (-self.b + sign * root) / (2.0 * self.a))
    }
}
