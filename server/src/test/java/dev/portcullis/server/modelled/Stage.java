// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.certificates.KeyPairs;
import dev.portcullis.server.certificates.KeyPairs.KeyPair;
import dev.portcullis.server.mfa.Codes;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Tag;

/** A running server with a few users in its account, and the ways to bring them where a call can be tried. */
final class Stage implements AutoCloseable {
    /** Whom most calls are about: with a path, and the tag {@code team=red}. */
    static final String ADA = "ada";

    /** Who calls where root does not, with the same tag. */
    static final String DORA = "dora";

    static final String GOOD_PASSWORD = "Correct horse 7";
    static final String RED = "red";
    private static final List<KeyPair> KEY_PAIRS = new ArrayList<>(); // making them takes a while
    private static final int MOST_ROUNDS = 50;
    private static final int AT_ONCE = 3;

    private final TestServer server;
    private final Path directory;
    private final IamClient root;
    private final AwsCredentials dora;
    private final Map<String, Codes> devices = new HashMap<>();
    private int users;

    /** @param directory for files in passing */
    Stage(Path directory) {
        this.server = TestServer.start();
        this.directory = directory;
        this.root = server.iamWithoutRetries(server.root());
        root.createUser(user -> user.userName(ADA).path("/staff/").tags(team(RED)));
        this.dora = server.user(DORA);
        root.tagUser(user -> user.userName(DORA).tags(team(RED)));
    }

    static String arn(String resource) {
        return "arn:aws:iam::" + TestServer.ACCOUNT + ":" + resource;
    }

    static Tag team(String name) {
        return Tag.builder().key("team").value(name).build();
    }

    /** That many tags, whose keys begin so. */
    static List<Tag> tags(String prefix, int count) {
        var tags = new ArrayList<Tag>();
        for (int i = 0; i < count; i++) {
            tags.add(Tag.builder().key(prefix + i).value("x").build());
        }
        return tags;
    }

    TestServer server() {
        return server;
    }

    IamClient root() {
        return root;
    }

    AwsCredentials dora() {
        return dora;
    }

    /** Portcullis's own service, as root. */
    PortcullisClient rootsOwn() {
        return new PortcullisClient(server.endpoint(), server.root());
    }

    /** A refusal of Portcullis's own service, for which AWS's SDK has no exceptions. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String code;

        Refused(String code, String message) {
            super(message);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    /** Calls Portcullis's own service as dora. @throws Refused if it is refused */
    void ask(String operation, Map<String, String> parameters) {
        var answer = new PortcullisClient(server.endpoint(), dora).send(operation, parameters);
        if (answer.status() != 200) {
            throw new Refused(answer.text("Code"), answer.text("Message"));
        }
    }

    /** A new user, by name. */
    String newUser() {
        var name = "user-" + users++;
        root.createUser(user -> user.userName(name));
        return name;
    }

    void withoutProfile(String user) {
        try {
            root.deleteLoginProfile(profile -> profile.userName(user));
        } catch (NoSuchEntityException e) {
            assertThat(e).hasMessageContaining("Login Profile");
        }
    }

    /** Gives a user a new login profile, with {@link #GOOD_PASSWORD}. */
    void withProfile(String user) {
        withoutProfile(user);
        root.createLoginProfile(profile -> profile.userName(user).password(GOOD_PASSWORD));
    }

    void withoutPasswordPolicy() {
        try {
            root.deleteAccountPasswordPolicy();
        } catch (NoSuchEntityException e) {
            assertThat(e).hasMessageContaining("Password Policy");
        }
    }

    void withPasswordPolicy() {
        root.updateAccountPasswordPolicy(policy -> policy.minimumPasswordLength(8));
    }

    static String serial(String deviceName) {
        return arn("mfa/" + deviceName);
    }

    void withoutDevice(String name) {
        var serial = serial(name);
        root.listVirtualMFADevices().virtualMFADevices().stream()
                .filter(device -> device.serialNumber().equals(serial))
                .findFirst()
                .ifPresent(device -> {
                    if (device.user() != null) {
                        root.deactivateMFADevice(
                                old -> old.userName(device.user().userName()).serialNumber(serial));
                    }
                    root.deleteVirtualMFADevice(old -> old.serialNumber(serial));
                });
    }

    /** A device that is nobody's, with the tag {@code team=red}. */
    Codes spareDevice(String name) {
        withoutDevice(name);
        var device = root.createVirtualMFADevice(
                        request -> request.virtualMFADeviceName(name).tags(team(RED)))
                .virtualMFADevice();
        var codes = new Codes(
                server, device.serialNumber(), device.base32StringSeed().asUtf8String());
        devices.put(name, codes);
        return codes;
    }

    /** The codes of a spare device. */
    Codes codes(String deviceName) {
        return Objects.requireNonNull(devices.get(deviceName), deviceName);
    }

    /** A device of that user, under the user's name. */
    Codes deviceOf(String user) {
        withoutDevice(user);
        var codes = Codes.enable(server, root, user);
        devices.put(user, codes);
        return codes;
    }

    /** One of several keys with their certificates, which are valid. */
    KeyPair keyPair(int number) {
        while (KEY_PAIRS.size() <= number) {
            KEY_PAIRS.add(KeyPairs.make(directory, "-keyalg", "EC", "-groupname", "secp256r1"));
        }
        return KEY_PAIRS.get(number);
    }

    /** A certificate that is over. */
    KeyPair expired() {
        return KeyPairs.make(
                directory, "-keyalg", "EC", "-groupname", "secp256r1", "-startdate", "2020/01/01", "-validity", "30");
    }

    /** A public key that nobody has yet, in PEM. */
    static String publicKey() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getEncoder()
                            .encodeToString(
                                    generator.generateKeyPair().getPublic().getEncoded())
                    + "\n-----END PUBLIC KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Makes calls at the same moment, round for round, until one of them fails with that code.
     *
     * @throws IamException that failure
     */
    static void atOnce(String code, Runnable beforeEachRound, IntConsumer call) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            beforeEachRound.run();
            for (var failure : failuresAtOnce(call)) {
                if (failure.awsErrorDetails().errorCode().equals(code)) {
                    throw failure;
                }
            }
        }
    }

    private static List<IamException> failuresAtOnce(IntConsumer call) {
        var calls = new ArrayList<Callable<Void>>();
        for (int i = 0; i < AT_ONCE; i++) {
            int number = i;
            calls.add(() -> {
                call.accept(number);
                return null;
            });
        }
        var failures = new ArrayList<IamException>();
        try (var callers = Executors.newFixedThreadPool(AT_ONCE)) {
            for (var told : callers.invokeAll(calls)) {
                try {
                    told.get();
                } catch (ExecutionException e) {
                    failures.add((IamException) e.getCause());
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while calling", e);
        }
        return failures;
    }

    @Override
    public void close() {
        server.close();
    }
}
