// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.backup;

import dev.portcullis.aws.portcullis.BackupRequest;
import dev.portcullis.aws.portcullis.BackupResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.storage.ObjectStore;
import java.nio.file.Path;
import java.util.List;

/** The operation that writes a backup. A backup holds all accounts, so it is the management account's alone. */
public final class BackupHandlers {
    private final Backups backups;

    /** @param dataDirectory in which the folder of the backups lies */
    public BackupHandlers(ObjectStore store, Path dataDirectory) {
        this.backups = new Backups(store, dataDirectory);
    }

    public List<Operation<?, ?>> operations() {
        return List.of(Operation.special(PortcullisModel.BACKUP, this::backup));
    }

    private BackupResponse backup(BackupRequest request, Call call) {
        call.requireManagementAccount();
        var written = backups.write(request.fileName());
        return BackupResponse.builder()
                .path(written.path().toString())
                .size(written.size())
                .sha256(written.sha256())
                .createDate(call.time())
                .build();
    }
}
