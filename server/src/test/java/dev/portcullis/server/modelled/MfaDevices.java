// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import static dev.portcullis.server.modelled.Stage.ADA;
import static dev.portcullis.server.modelled.Stage.DORA;
import static dev.portcullis.server.modelled.Stage.RED;
import static dev.portcullis.server.modelled.Stage.arn;
import static dev.portcullis.server.modelled.Stage.serial;
import static dev.portcullis.server.modelled.Stage.tags;
import static dev.portcullis.server.modelled.Stage.team;

import dev.portcullis.server.TestServer;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.MfaDevice;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.mfa.Codes;
import dev.portcullis.server.storage.SqliteObjectStore;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;

/** MFA devices that show codes. */
final class MfaDevices implements Area {
    private static final String SPARE = "spare";
    private static final String WRONG = "000000"; // twice the same in a row: no device shows that

    @Override
    public List<Sample> samples() {
        return List.of(
                Sample.of(
                        "CreateVirtualMFADevice",
                        stage -> stage.withoutDevice("new"),
                        (stage, iam) -> iam.createVirtualMFADevice(
                                device -> device.virtualMFADeviceName("new").tags(team(RED))),
                        serial("new"),
                        serial("new")),
                Sample.of(
                        "DeleteVirtualMFADevice",
                        stage -> stage.spareDevice(SPARE),
                        (stage, iam) -> iam.deleteVirtualMFADevice(device -> device.serialNumber(serial(SPARE))),
                        serial(SPARE)),
                Sample.of("ListVirtualMFADevices", stage -> {}, (stage, iam) -> iam.listVirtualMFADevices(), "*"),
                Sample.of(
                        "EnableMFADevice",
                        stage -> stage.spareDevice(SPARE),
                        (stage, iam) -> enable(iam, ADA, stage.codes(SPARE)),
                        arn("user/staff/ada")),
                Sample.of(
                        "ResyncMFADevice",
                        stage -> stage.deviceOf(ADA),
                        (stage, iam) -> resync(iam, ADA, stage.codes(ADA)),
                        arn("user/staff/ada")),
                Sample.of(
                        "DeactivateMFADevice",
                        stage -> stage.deviceOf(ADA),
                        (stage, iam) -> iam.deactivateMFADevice(
                                device -> device.userName(ADA).serialNumber(serial(ADA))),
                        arn("user/staff/ada")),
                Sample.of(
                        "DeactivateMFADevice",
                        stage -> stage.deviceOf(DORA),
                        (stage, iam) -> iam.deactivateMFADevice(device -> device.serialNumber(serial(DORA))),
                        arn("user/dora")),
                Sample.of(
                        "GetMFADevice",
                        stage -> stage.deviceOf(ADA),
                        (stage, iam) ->
                                iam.getMFADevice(device -> device.userName(ADA).serialNumber(serial(ADA))),
                        arn("user/staff/ada")),
                Sample.of(
                        "GetMFADevice",
                        stage -> stage.deviceOf(DORA),
                        (stage, iam) -> iam.getMFADevice(device -> device.serialNumber(serial(DORA))),
                        arn("user/dora")),
                Sample.of(
                        "ListMFADevices",
                        stage -> {},
                        (stage, iam) -> iam.listMFADevices(devices -> devices.userName(ADA)),
                        arn("user/staff/ada")),
                Sample.of("ListMFADevices", stage -> {}, (stage, iam) -> iam.listMFADevices(), arn("user/dora")),
                Sample.of(
                        "TagMFADevice",
                        stage -> stage.spareDevice(SPARE),
                        (stage, iam) -> iam.tagMFADevice(device -> device.serialNumber(serial(SPARE))
                                .tags(team(RED), tags("new", 1).getFirst())),
                        serial(SPARE)),
                Sample.of(
                        "UntagMFADevice",
                        stage -> stage.spareDevice(SPARE),
                        (stage, iam) -> iam.untagMFADevice(
                                device -> device.serialNumber(serial(SPARE)).tagKeys("team")),
                        serial(SPARE)),
                Sample.of(
                        "ListMFADeviceTags",
                        stage -> stage.spareDevice(SPARE),
                        (stage, iam) -> iam.listMFADeviceTags(device -> device.serialNumber(serial(SPARE))),
                        serial(SPARE)));
    }

    @Override
    public void errors(ErrorTable table) {
        created(table);
        enabled(table);
        notThere(table);
        tagged(table);
        table.impossible(
                "ConcurrentModification",
                "Changes of an account are made one after another, each of what the one before left: they cannot collide",
                "CreateVirtualMFADevice",
                "DeleteVirtualMFADevice",
                "EnableMFADevice",
                "DeactivateMFADevice",
                "ResyncMFADevice",
                "TagMFADevice",
                "UntagMFADevice");
        table.impossible(
                "EntityTemporarilyUnmodifiable",
                "A user can be changed at any moment after it was made",
                "EnableMFADevice",
                "DeactivateMFADevice");
        table.impossible(
                "LimitExceeded",
                "It adds nothing that a quota counts",
                "DeleteVirtualMFADevice",
                "DeactivateMFADevice",
                "ResyncMFADevice");
    }

    private static void created(ErrorTable table) {
        table.reached("CreateVirtualMFADevice", "EntityAlreadyExists", stage -> {
            stage.spareDevice(SPARE);
            return () -> stage.root().createVirtualMFADevice(device -> device.virtualMFADeviceName(SPARE));
        });
        table.reachedBy(
                "CreateVirtualMFADevice",
                "InvalidInput",
                iam -> iam.createVirtualMFADevice(
                        device -> device.virtualMFADeviceName("twice").tags(team("red"), team("blue"))));
        table.reached("CreateVirtualMFADevice", "LimitExceeded", stage -> MfaDevices::createOneTooMany);
        table.reached("DeleteVirtualMFADevice", "DeleteConflict", stage -> {
            stage.deviceOf(ADA);
            return () -> stage.root().deleteVirtualMFADevice(device -> device.serialNumber(serial(ADA)));
        });
    }

    /** In an account of its own, into whose data the devices are put: there are too many to ask for one by one. */
    private static void createOneTooMany() {
        try (var server = TestServer.start()) {
            server.restart(() -> {
                try (var store = SqliteObjectStore.open(server.dataDirectory(), Accounts.objectKinds(), server::now)) {
                    new Accounts(store, 1)
                            .update(
                                    new AccountId(TestServer.ACCOUNT),
                                    account -> new Outcome<>(full(account, server), "done", SampleAccount.record()));
                }
            });
            server.iam().createVirtualMFADevice(device -> device.virtualMFADeviceName("more"));
        }
    }

    private static Account full(Account account, TestServer server) {
        var next = account;
        for (int i = 0; i < Quota.VIRTUAL_MFA_DEVICES.limit(); i++) {
            next = next.with(new MfaDevice(
                    "AIDA%017d".formatted(i),
                    "device-" + i,
                    "/",
                    server.now(),
                    Tags.none(),
                    Optional.empty(),
                    Optional.empty()));
        }
        return next;
    }

    private static void enabled(ErrorTable table) {
        table.reached("EnableMFADevice", "EntityAlreadyExists", stage -> {
            var device = stage.deviceOf(ADA);
            return () -> enable(stage.root(), DORA, device);
        });
        table.reached("EnableMFADevice", "InvalidAuthenticationCode", stage -> {
            stage.spareDevice(SPARE);
            return () -> stage.root()
                    .enableMFADevice(device -> device.userName(ADA)
                            .serialNumber(serial(SPARE))
                            .authenticationCode1(WRONG)
                            .authenticationCode2(WRONG));
        });
        table.reached("EnableMFADevice", "LimitExceeded", stage -> {
            var user = stage.newUser();
            for (int i = 0; i < Quota.MFA_DEVICES_PER_USER.limit(); i++) {
                enable(stage.root(), user, stage.spareDevice(user + "-" + i));
            }
            var more = stage.spareDevice(user + "-more");
            return () -> enable(stage.root(), user, more);
        });
        table.reached("EnableMFADevice", "NoSuchEntity", stage -> {
            var device = stage.spareDevice(SPARE);
            return () -> enable(stage.root(), "nobody", device);
        });
        table.reached("ResyncMFADevice", "InvalidAuthenticationCode", stage -> {
            stage.deviceOf(ADA);
            return () -> stage.root()
                    .resyncMFADevice(device -> device.userName(ADA)
                            .serialNumber(serial(ADA))
                            .authenticationCode1(WRONG)
                            .authenticationCode2(WRONG));
        });
        table.reached("ResyncMFADevice", "NoSuchEntity", stage -> {
            var device = stage.deviceOf(ADA);
            return () -> resync(stage.root(), DORA, device);
        });
    }

    private static void notThere(ErrorTable table) {
        var none = serial("none");
        table.reachedBy(
                "DeleteVirtualMFADevice",
                "NoSuchEntity",
                iam -> iam.deleteVirtualMFADevice(device -> device.serialNumber(none)));
        table.reachedBy(
                "DeactivateMFADevice",
                "NoSuchEntity",
                iam -> iam.deactivateMFADevice(device -> device.userName(ADA).serialNumber(none)));
        table.reachedBy(
                "GetMFADevice",
                "NoSuchEntity",
                iam -> iam.getMFADevice(device -> device.userName(ADA).serialNumber(none)));
        table.reachedBy(
                "ListMFADevices", "NoSuchEntity", iam -> iam.listMFADevices(devices -> devices.userName("nobody")));
        table.reachedBy(
                "ListMFADeviceTags", "NoSuchEntity", iam -> iam.listMFADeviceTags(device -> device.serialNumber(none)));
        table.reachedBy(
                "TagMFADevice",
                "NoSuchEntity",
                iam -> iam.tagMFADevice(device -> device.serialNumber(none).tags(team(RED))));
        table.reachedBy(
                "UntagMFADevice",
                "NoSuchEntity",
                iam -> iam.untagMFADevice(device -> device.serialNumber(none).tagKeys("team")));
    }

    private static void tagged(ErrorTable table) {
        table.reached("TagMFADevice", "InvalidInput", stage -> {
            stage.spareDevice(SPARE);
            return () -> stage.root()
                    .tagMFADevice(device -> device.serialNumber(serial(SPARE)).tags(team("red"), team("blue")));
        });
        table.reached("TagMFADevice", "LimitExceeded", stage -> {
            stage.spareDevice(SPARE);
            return () -> stage.root()
                    .tagMFADevice(device -> device.serialNumber(serial(SPARE)).tags(tags("key", Quota.TAGS.limit())));
        });
        table.reached("UntagMFADevice", "InvalidInput", stage -> {
            stage.spareDevice(SPARE);
            return () -> stage.root()
                    .untagMFADevice(device -> device.serialNumber(serial(SPARE)).tagKeys("aws:team"));
        });
        table.impossible(
                "InvalidInput", "All of its input is checked by the model: ValidationError", "ListMFADeviceTags");
    }

    private static void enable(IamClient iam, String user, Codes codes) {
        iam.enableMFADevice(device -> device.userName(user)
                .serialNumber(codes.serialNumber())
                .authenticationCode1(codes.shows(-2))
                .authenticationCode2(codes.shows(-1)));
    }

    private static void resync(IamClient iam, String user, Codes codes) {
        iam.resyncMFADevice(device -> device.userName(user)
                .serialNumber(codes.serialNumber())
                .authenticationCode1(codes.shows(3))
                .authenticationCode2(codes.shows(4)));
    }
}
