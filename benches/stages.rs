//! The stages of a frame and a page of a chat, timed by Criterion: `cargo bench -p attune-benches`.

use attune_benches::{
    chat::Chat,
    frames::Size,
    stages::{STAGES, Stages},
};
use criterion::{Criterion, criterion_group, criterion_main};

const SIZES: [Size; 3] = [Size(320, 240), Size(640, 480), Size(1280, 720)];

fn frame(criterion: &mut Criterion) {
    for size in SIZES {
        let mut of = Stages::new(size).expect("the portrait shows a mood");
        let mut group = criterion.benchmark_group(size.to_string());
        for (name, stage) in STAGES {
            group.bench_function(name, |bencher| bencher.iter(|| stage(&mut of)));
        }
        group.finish();
    }
}

fn chat(criterion: &mut Criterion) {
    let mut chat = Chat::new().expect("a chat service starts");
    criterion.bench_function("chat fetch", |bencher| bencher.iter(|| chat.fetch()));
}

criterion_group!(stages, frame, chat);
criterion_main!(stages);
