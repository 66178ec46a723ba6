#!/bin/sh
# The build's last step. Lays SQLite's native library ready, then runs the packaged server once, on the class path and with the options the launcher uses, so that the
# next starts find their classes loaded and linked (JEP 483, 514). Argument: the directory with lib/ and jvm.options.
set -eu
cd "$1"
java="${JAVA_HOME:?}/bin/java"
if [ -f portcullis.aot ] && [ -z "$(find lib jvm.options "$java" -type f -newer portcullis.aot -print | head -n 1)" ]; then
  touch built
  exit 0
fi
rm -rf portcullis.aot built native

# SQLite's library for this machine, so that no start has to unpack it into the temporary directory (12% of its processor time)
case $(uname -s)-$(uname -m) in
  Linux-x86_64 | Linux-aarch64) folder=Linux/$(uname -m) ;;
  Darwin-arm64) folder=Mac/aarch64 ;;
  Darwin-x86_64) folder=Mac/x86_64 ;;
  *) folder= ;; # the driver unpacks the right one itself
esac
case $(ldd --version 2>&1) in *musl*) folder= ;; esac
if [ -n "$folder" ]; then
  mkdir native
  (cd native && "$JAVA_HOME/bin/jar" xf ../lib/sqlite-jdbc-*.jar "org/sqlite/native/$folder" && mv "org/sqlite/native/$folder"/* . && rm -r org)
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if "$java" -XX:AOTCacheOutput=portcullis.aot @jvm.options -Dorg.sqlite.lib.path="$PWD/native" -cp lib/portcullis.jar dev.portcullis.server.AotTraining "$scratch" >training.log 2>&1 &&
  # AOTMode=on fails where auto would quietly go without; the class path is written as the launcher writes it
  "$java" -XX:AOTMode=on "-XX:AOTCache=$PWD/portcullis.aot" "@$PWD/jvm.options" -cp "$PWD/lib/portcullis.jar" \
    dev.portcullis.server.Main version >>training.log 2>&1; then
  touch built
else
  echo "The training run of the AOT cache failed, or the cache does not map:" >&2
  rm -f portcullis.aot
  cat training.log >&2
  exit 1
fi
