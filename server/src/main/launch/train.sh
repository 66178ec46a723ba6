#!/bin/sh
# The build's last step: runs the packaged server once, on the class path and with the options the launcher uses, so that the
# next starts find their classes loaded and linked (JEP 483, 514). Argument: the directory with lib/ and jvm.options.
set -eu
cd "$1"
java="${JAVA_HOME:?}/bin/java"
if [ -f portcullis.aot ] && [ -z "$(find lib jvm.options "$java" -type f -newer portcullis.aot -print | head -n 1)" ]; then
  touch built
  exit 0
fi
rm -f portcullis.aot built
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if "$java" -XX:AOTCacheOutput=portcullis.aot @jvm.options -cp lib/portcullis.jar dev.portcullis.server.AotTraining "$scratch" >training.log 2>&1 &&
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
