# Sourced by mvnw, portcullis and dev: points JAVA_HOME at a JDK 25 when the one it names is another.
is25() { [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25' "$1/release" 2>/dev/null; }
if ! is25 "${JAVA_HOME-}"; then
  for d in "${JAVA25_HOME-}" /usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$d" ] && is25 "$d"; then
      JAVA_HOME=$d
      export JAVA_HOME
      break
    fi
  done
fi
