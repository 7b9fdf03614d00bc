#!/usr/bin/env bash
# Gets the programs that the browser and fault tests drive and that no Python package brings.
# Does nothing when they are here already; otherwise says plainly what to do where it cannot install them.
set -euo pipefail

declare -A package_of=(
  [chromium]=chromium
  [firefox-esr]=firefox-esr
  [turnserver]=coturn
)

missing=()
for program in "${!package_of[@]}"; do
  command -v "$program" >/dev/null 2>&1 || missing+=("${package_of[$program]}")
done
if [ "${#missing[@]}" -eq 0 ]; then
  exit 0
fi

give_up() {
  cat >&2 <<TEXT
Missing for the browser tests: ${missing[*]}
$1
Either install them yourself, on Debian or Ubuntu with
    sudo apt-get install ${missing[*]}
(elsewhere: any programs named ${!package_of[*]} on PATH will do), and run make test again,
or run what needs none of them:
    make check test-client && make test-python ARGS="-m 'not browser'"
TEXT
  exit 1
}

command -v apt-get >/dev/null 2>&1 || give_up "This system has no apt-get."
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  sudo -n true 2>/dev/null || give_up "Installing them needs root, and sudo asks for a password."
  as_root=(sudo -n)
fi

echo "Installing ${missing[*]} …"
# RUNLEVEL=1 keeps coturn's own service from starting: the tests start one on loopback.
apt=("${as_root[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive
  apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120)
"${apt[@]}" update || give_up "apt-get update failed; see its words above."
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null \
  || give_up "apt-get install failed; see its words above."
