//! Arrays of the judge's own, always row by row, and what a ufunc makes of them: all by counting places.

/// Numbers in a shape, row by row.
#[derive(Debug, Clone)]
pub struct Tensor {
    pub shape: Vec<usize>,
    pub values: Vec<f64>,
}

impl PartialEq for Tensor {
    /// Equal bits; a NaN equals a NaN.
    fn eq(&self, other: &Tensor) -> bool {
        self.shape == other.shape && first_difference(&self.values, &other.values).is_none()
    }
}

/// The place of the first two numbers that differ.
pub fn first_difference(left: &[f64], right: &[f64]) -> Option<usize> {
    let bits = |x: &f64| if x.is_nan() { u64::MAX } else { x.to_bits() };
    let same = left.iter().map(bits).zip(right.iter().map(bits));
    same.into_iter()
        .position(|(left, right)| left != right)
        .or((left.len() != right.len()).then_some(left.len().min(right.len())))
}

/// Every place of a shape, the last axis fastest.
pub fn places(shape: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    (0..shape.iter().product()).map(|number| place(shape, number))
}

/// The place of the number that comes after `number` others.
pub fn place(shape: &[usize], mut number: usize) -> Vec<usize> {
    let mut place = vec![0; shape.len()];
    for (index, &length) in place.iter_mut().zip(shape).rev() {
        *index = number % length.max(1);
        number /= length.max(1);
    }
    place
}

impl Tensor {
    pub fn new(shape: &[usize], value: impl FnMut(Vec<usize>) -> f64) -> Tensor {
        Tensor {
            shape: shape.to_vec(),
            values: places(shape).map(value).collect(),
        }
    }

    pub fn at(&self, place: &[usize]) -> f64 {
        let number = place
            .iter()
            .zip(&self.shape)
            .fold(0, |number, (index, length)| number * length + index);
        self.values[number]
    }
}

/// The shape that two broadcast to, aligned at the last axis.
pub fn common_shape(left: &[usize], right: &[usize]) -> Option<Vec<usize>> {
    let pad = |shape: &[usize]| {
        let missing = left.len().max(right.len()) - shape.len();
        [vec![1; missing], shape.to_vec()].concat()
    };
    let pairs = pad(left).into_iter().zip(pad(right));
    pairs
        .map(|pair| match pair {
            (a, b) if a == b => Some(a),
            (1, b) => Some(b),
            (a, 1) => Some(a),
            _ => None,
        })
        .collect()
}

type Function = fn(f64, f64) -> f64;

/// The function of each pair, after broadcasting.
pub fn call(function: Function, x: &Tensor, y: &Tensor) -> Option<Tensor> {
    let shape = common_shape(&x.shape, &y.shape)?;
    let of = |array: &Tensor, place: &[usize]| {
        let own = &place[place.len() - array.shape.len()..];
        let own: Vec<usize> = own
            .iter()
            .zip(&array.shape)
            .map(|(&index, &length)| if length == 1 { 0 } else { index })
            .collect();
        array.at(&own)
    };
    Some(Tensor::new(&shape, |place| {
        function(of(x, &place), of(y, &place))
    }))
}

/// The function of each with each.
pub fn outer(function: Function, x: &Tensor, y: &Tensor) -> Tensor {
    let shape = [&x.shape[..], &y.shape].concat();
    Tensor::new(&shape, |place| {
        let (left, right) = place.split_at(x.shape.len());
        function(x.at(left), y.at(right))
    })
}

/// The numbers along an axis, put together by `fold`, which gets them from the first to the last.
pub fn reduce(x: &Tensor, axis: usize, fold: impl Fn(Vec<f64>) -> f64) -> Tensor {
    let mut shape = x.shape.clone();
    let length = shape.remove(axis);
    Tensor::new(&shape, |place| {
        let along = (0..length).map(|index| {
            let mut place = place.clone();
            place.insert(axis, index);
            x.at(&place)
        });
        fold(along.collect())
    })
}
