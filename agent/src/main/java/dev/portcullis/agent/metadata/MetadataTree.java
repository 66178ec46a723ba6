// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.metadata;

import dev.portcullis.agent.http.HttpAnswer;
import dev.portcullis.agent.server.OwnInstance;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What lies under each path of the metadata of one instance, below the version. Every version shows the same. Of what EC2 has, only what the agent
 * knows for certain is there: nothing about the host's network, for instance.
 */
final class MetadataTree {
    static final String LATEST = "latest";

    /** The versions that EC2 has had. */
    private static final List<String> VERSIONS = List.of(
            "1.0",
            "2007-01-19",
            "2007-03-01",
            "2007-08-29",
            "2007-10-10",
            "2007-12-15",
            "2008-02-01",
            "2008-09-01",
            "2009-04-04",
            "2011-01-01",
            "2011-05-01",
            "2012-01-12",
            "2014-02-25",
            "2014-11-05",
            "2015-10-20",
            "2016-04-19",
            "2016-06-30",
            "2016-09-02",
            "2018-03-28",
            "2018-08-17",
            "2018-09-24",
            "2019-10-01",
            "2020-08-24",
            "2020-10-27",
            "2021-01-03",
            "2021-03-23",
            "2021-07-15",
            "2022-07-09",
            "2022-09-24",
            "2023-02-15",
            "2023-05-10",
            "2024-04-11",
            LATEST);

    private static final Set<String> KNOWN_VERSIONS = Set.copyOf(VERSIONS);
    /** Keys that can be the end of a path; EC2 takes no others on an instance whose tags are shown. */
    private static final Pattern PATH_LIKE_KEY = Pattern.compile("(?!\\.{1,2}$|_index$)[A-Za-z0-9+=.,_:@-]{1,128}");

    private static final String CREDENTIALS = "meta-data/iam/security-credentials/";

    /** What lies at the end of a path. */
    sealed interface Node {
        /** Bytes that are the same for as long as nothing changes. */
        @SuppressWarnings("ArrayRecordComponent") // never compared, never written to
        record Leaf(String contentType, byte[] content) implements Node {}

        /** The credentials of the instance's role. */
        record RoleCredentialsLeaf() implements Node {}
    }

    private final Map<String, Node> leaves = new TreeMap<>();
    private final Map<String, String> listings = new HashMap<>();

    private MetadataTree() {}

    static MetadataTree of(Knowledge knowledge) {
        var tree = new MetadataTree();
        OwnInstance instance = knowledge.instance();
        tree.put("meta-data/ami-id", instance.imageId());
        tree.put("meta-data/ami-launch-index", Integer.toString(instance.launchIndex()));
        tree.put("meta-data/instance-id", instance.instanceId());
        tree.put("meta-data/instance-type", instance.instanceType());
        tree.put("meta-data/placement/availability-zone", instance.availabilityZone());
        tree.put("meta-data/placement/region", instance.region());
        tree.put("meta-data/reservation-id", instance.reservationId());
        tree.putTags(instance);
        tree.putRole(knowledge);
        instance.userData()
                .ifPresent(data ->
                        tree.leaves.put("user-data", new Node.Leaf("application/octet-stream", data.content())));
        instance.identity().ifPresent(identity -> {
            tree.put("dynamic/instance-identity/document", identity.document());
            tree.put("dynamic/instance-identity/signature", identity.signature());
            tree.put("dynamic/instance-identity/pkcs7", identity.pkcs7());
            tree.put("dynamic/instance-identity/rsa2048", identity.pkcs7());
            tree.put("dynamic/instance-identity/certificate", identity.certificate());
        });
        tree.list();
        return tree;
    }

    private void putTags(OwnInstance instance) {
        if (instance.options().tagsShown()) {
            instance.tags().forEach((key, value) -> {
                if (PATH_LIKE_KEY.matcher(key).matches()) {
                    put("meta-data/tags/instance/" + key, value);
                }
            });
        }
    }

    private void putRole(Knowledge knowledge) {
        OwnInstance instance = knowledge.instance();
        if (instance.profile().isPresent() || instance.roleName().isPresent()) {
            var info = new Json()
                    .put("Code", "Success")
                    .put("LastUpdated", CredentialsJson.lastUpdated(knowledge).toString());
            instance.profile()
                    .ifPresent(profile ->
                            info.put("InstanceProfileArn", profile.arn()).put("InstanceProfileId", profile.id()));
            leaves.put("meta-data/iam/info", new Node.Leaf(HttpAnswer.JSON, info.toBytes()));
        }
        instance.roleName().ifPresent(name -> leaves.put(CREDENTIALS + name, new Node.RoleCredentialsLeaf()));
    }

    private void put(String path, String text) {
        leaves.put(path, new Node.Leaf(HttpAnswer.TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Each directory lists what is in it, directories with a slash; but the versions' own lists have none, as EC2's. */
    private void list() {
        Map<String, Set<String>> names = new TreeMap<>();
        for (String path : leaves.keySet()) {
            String directory = "";
            for (String step : path.split("/", -1)) {
                boolean isLeaf = path.length() == directory.length() + step.length();
                names.computeIfAbsent(directory, _ -> new TreeSet<>())
                        .add(isLeaf || directory.isEmpty() ? step : step + "/");
                directory += step + "/";
            }
        }
        names.forEach((directory, found) -> listings.put(directory, String.join("\n", found)));
    }

    /** What lies under the path of a request; empty when nothing does. */
    Optional<Node> at(String path) {
        if (path.equals("/")) {
            return Optional.of(listing(String.join("\n", VERSIONS)));
        }
        String[] versionAndRest = path.substring(1).split("/", 2);
        if (!KNOWN_VERSIONS.contains(versionAndRest[0])) {
            return Optional.empty();
        }
        String rest = versionAndRest.length == 1 ? "" : versionAndRest[1];
        Node leaf = leaves.get(rest);
        if (leaf != null) {
            return Optional.of(leaf);
        }
        String directory = rest.isEmpty() || rest.endsWith("/") ? rest : rest + "/";
        return Optional.ofNullable(listings.get(directory)).map(MetadataTree::listing);
    }

    private static Node listing(String text) {
        return new Node.Leaf(HttpAnswer.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }
}
