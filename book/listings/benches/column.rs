//! The kernel `column` under criterion: the variants of the table, a group for each size.

use criterion::{Criterion, criterion_group, criterion_main};
use listings::column::KERNEL;

fn column(criterion: &mut Criterion) {
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

criterion_group!(benches, column);
criterion_main!(benches);
