//! The kernel `sleep-square` under criterion: the variants of the table, a group for each size.

use criterion::{Criterion, criterion_group, criterion_main};
use listings::sleep_square::KERNEL;

fn sleep_square(criterion: &mut Criterion) {
    for &size in KERNEL.sizes {
        let mut group = criterion.benchmark_group(format!("{}/{size}", KERNEL.name));
        for variant in KERNEL.variants {
            if let Some(mut run) = (variant.prepare)(size) {
                group.bench_function(variant.name, |bencher| bencher.iter(|| run.run()));
            }
        }
        group.finish();
    }
}

criterion_group!(benches, sleep_square);
criterion_main!(benches);
