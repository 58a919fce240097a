# Each recipe is one line that anyone could type.

# the whole product on http://127.0.0.1:8080
run:
    cargo run --release

# every test; the browser tests skip, with a word, where Chromium is missing
test:
    cargo test --workspace

# the page's modules without a page
test-page:
    cd frontend && npm test

# a music server of others for the tests (AGPL, a process of its own), into target/supysonic
supysonic:
    python3 -m venv target/supysonic && target/supysonic/bin/pip install --quiet supysonic==0.7.9

lint:
    cargo fmt --all --check && cargo clippy --workspace --all-targets -- -D warnings

# compile the stylesheet after a change of markup or styles
css:
    cd frontend && npm ci && npm run css

# licences and advisories (cargo install cargo-deny)
deny:
    cargo deny check

# what CI does
ci:
    bash .ci/run

# accuracy of the shipped classifier on an npz file of faces (see training/README.md)
eval FILE:
    cargo run --release -p emotion-svc -- eval {{FILE}}

# load on a running Attune: `just load predict`, `just load calls`, `just load overload` (BENCHMARKS.md)
load *ARGS:
    cargo run --release -p attune-benches --bin load -- {{ARGS}}

# Attune beside the Python peer: --detector YUNET.onnx --python PYTHON (BENCHMARKS.md)
side-by-side *ARGS:
    cargo build --release -p stack -p attune-benches && target/release/side_by_side {{ARGS}}

# the stages of a frame and a page of a chat, by Criterion
bench:
    cargo bench -p attune-benches --bench stages

# write down how many instructions each stage takes now, after a change that is meant (needs valgrind)
guard:
    ATTUNE_GUARD=update cargo test --workspace --test guard

# any bytes into the image decoder, for so many seconds (needs cargo-fuzz; emotion-svc/fuzz)
fuzz SECONDS="600":
    cd emotion-svc && mkdir -p fuzz/corpus/decode && cargo fuzz run -s none decode fuzz/corpus/decode fuzz/seeds/decode -- -max_total_time={{SECONDS}} -rss_limit_mb=1024 -malloc_limit_mb=256 -timeout=10

# five containers
up:
    docker compose up --build --detach
