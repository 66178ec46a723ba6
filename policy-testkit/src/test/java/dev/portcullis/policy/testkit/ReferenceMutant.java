// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.reference.ReferenceDecision;
import dev.portcullis.policy.reference.ReferenceEvaluator;
import dev.portcullis.policy.reference.ReferencePolicies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The reference evaluator with one rule broken: one of its source files changed in one place and compiled in memory.
 *
 * @param rule the number of the rule that it breaks
 * @param breaks what the mutant does instead of following the rule
 * @param file the changed source file
 * @param changes what is replaced in it
 */
record ReferenceMutant(String rule, String breaks, String file, List<Change> changes) {
    private static final Path SOURCES =
            Path.of("..", "policy-reference", "src", "main", "java", "dev", "portcullis", "policy", "reference");
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager CLASSES = classes();
    private static final String PACKAGE = ReferenceEvaluator.class.getPackageName() + ".";

    /** A text to be replaced, in which white space stands for any white space, and what comes in its place. */
    record Change(String from, String to) {}

    /** The broken evaluator. */
    @FunctionalInterface
    interface Evaluator {
        ReferenceDecision decide(Scenario scenario);
    }

    /** Throws if the text to be replaced is not found exactly once, or if the result does not compile. */
    Evaluator compile() {
        var sink = new StringWriter();
        var output = new InMemory(CLASSES);
        var source = new Source(file, changedSource());
        boolean isGood = COMPILER.getTask(sink, output, null, List.of("-proc:none", "-nowarn"), null, List.of(source))
                .call();
        if (!isGood) {
            throw new AssertionError(this + " does not compile: " + sink);
        }
        return evaluator(new Loader(output.classes()));
    }

    private String changedSource() {
        var source = read(SOURCES.resolve(file));
        for (var change : changes) {
            source = changed(source, change);
        }
        return source;
    }

    private String changed(String source, Change change) {
        var place = Pattern.compile(Arrays.stream(change.from.strip().split("\\s+"))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s*")));
        var found = place.matcher(source);
        if (found.results().count() != 1) {
            throw new AssertionError(
                    "%s: stale, for this does not stand exactly once in %s: %s".formatted(this, file, change.from));
        }
        return found.reset().replaceFirst(Matcher.quoteReplacement(change.to));
    }

    private Evaluator evaluator(ClassLoader loader) {
        try {
            var type = loader.loadClass(ReferenceEvaluator.class.getName());
            var instance = type.getDeclaredConstructor().newInstance();
            Method decide = type.getMethod("decide", Request.class, ReferencePolicies.class);
            return scenario -> {
                try {
                    return (ReferenceDecision) decide.invoke(instance, scenario.request(), scenario.policies());
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError("cannot run " + this, e);
                }
            };
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot load " + this, e);
        }
    }

    /** What the evaluator is compiled against; kept open, since opening it takes longer than compiling. */
    private static StandardJavaFileManager classes() {
        var files = COMPILER.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        try {
            files.setLocationFromPaths(
                    StandardLocation.CLASS_PATH,
                    Stream.of(ReferenceEvaluator.class, Decision.class, Nullable.class)
                            .map(ReferenceMutant::location)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return "rule " + rule + ": " + breaks;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps the compiled classes instead of writing them. */
    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        InMemory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            var bytes = new ByteArrayOutputStream();
            written.put(name, bytes);
            return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }

        Map<String, byte[]> classes() {
            return written.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().toByteArray()));
        }
    }

    /** Loads the evaluator's classes anew, changed or not, so that they see each other; the question and the answer are of the usual types. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> changed;

        Loader(Map<String, byte[]> changed) {
            super(ReferenceEvaluator.class.getClassLoader());
            this.changed = changed;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean isShared = !name.startsWith(PACKAGE)
                    || name.startsWith(ReferencePolicies.class.getName())
                    || name.equals(ReferenceDecision.class.getName());
            if (isShared) {
                return super.loadClass(name, resolve);
            }
            var known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            var bytes = changed.get(name);
            if (bytes == null) {
                bytes = unchanged(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        private byte[] unchanged(String name) throws ClassNotFoundException {
            try (var stream = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (stream == null) {
                    throw new ClassNotFoundException(name);
                }
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
