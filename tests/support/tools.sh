#!/bin/sh
# Installs what the tests need beside Python, where this user may: a browser and a PostgreSQL server.
# Never fails: a test whose tool is missing is skipped and says so.

missing=""
[ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
  || command -v google-chrome >/dev/null || missing="chromium"
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "Missing: $missing. Install by hand; until then the tests that need them are skipped." >&2
  exit 0
fi
as_root=""
if [ "$(id -u)" != 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "Missing: $missing, and no right to install. The tests that need them are skipped." >&2
    exit 0
  fi
  as_root="sudo -n"
fi

echo "Installing $missing …"
export DEBIAN_FRONTEND=noninteractive
wait="-o DPkg::Lock::Timeout=300"
log=$(mktemp)
# shellcheck disable=SC2086
{ $as_root apt-get $wait -qq update; $as_root apt-get $wait -qq install -y --no-install-recommends $missing; } >"$log" 2>&1 \
  || { tail -n 5 "$log" >&2; echo "Not installed: $missing. The tests that need them are skipped." >&2; }
rm -f "$log"
exit 0
