// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instanceidentity;

import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Instance;
import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An identity document, with the members that EC2's has (EC2 User Guide, "Instance identity documents"). What is not known of a host is null.
 */
final class IdentityDocument {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String VERSION = "2017-09-30";
    private static final List<String> UNKNOWN = List.of(
            "architecture",
            "billingProducts",
            "devpayProductCodes",
            "kernelId",
            "marketplaceProductCodes",
            "privateIp",
            "ramdiskId");

    private IdentityDocument() {}

    static String of(AccountId account, String region, Instance instance) {
        var launch = instance.launch();
        var text = new StringWriter();
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("accountId", account.text());
            json.writeStringProperty("availabilityZone", launch.zone());
            json.writeStringProperty("imageId", launch.imageId());
            json.writeStringProperty("instanceId", instance.id());
            json.writeStringProperty("instanceType", launch.type());
            json.writeStringProperty("pendingTime", launch.at().toString());
            json.writeStringProperty("region", region);
            json.writeStringProperty("version", VERSION);
            UNKNOWN.forEach(json::writeNullProperty);
            json.writeEndObject();
        }
        return text.toString();
    }
}
