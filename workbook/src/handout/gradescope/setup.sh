#!/usr/bin/env bash
# Gradescope runs this once, when it makes the autograder's container: the compiler, the sandbox, and a grader that is built.
set -euo pipefail
root=${AUTOGRADER:-/autograder}

if ! command -v cc >/dev/null || ! command -v bwrap >/dev/null || ! command -v curl >/dev/null; then
  apt-get update
  apt-get install -y --no-install-recommends build-essential bubblewrap ca-certificates curl
fi
if ! command -v cargo >/dev/null && [[ ! -e $HOME/.cargo/env ]]; then
  curl --proto '=https' --tlsv1.2 --silent --show-error --fail https://sh.rustup.rs |
    sh -s -- -y --profile minimal --default-toolchain none
fi
if [[ -e $HOME/.cargo/env ]]; then
  # shellcheck source=/dev/null
  source "$HOME/.cargo/env"
fi

# The toolchain that `rust-toolchain.toml` pins comes with the first build.
cd "$root/source/workbook"
cargo build --release --package workbook

# One submission of every exercise as it was handed out: what grading needs is then compiled, and nothing is fetched later.
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
mkdir -p "$trial/submissions/nobody"
cp -R exercises "$trial/submissions/nobody/exercises"
target/release/workbook grade "$trial/submissions" --out "$trial/grades"
