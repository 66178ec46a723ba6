// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** An answer to a Query form: its status and its XML. */
record Answer(int status, String body) {
    /** The text of the first element of this name; fails when there is none. */
    String text(String element) {
        return first(element).getTextContent();
    }

    /** What is in the first element of this name: the names of its elements, with the texts in them. */
    Map<String, String> fields(String element) {
        return fields(first(element));
    }

    /** The members of the first list of this name, each as {@link #fields} shows it. */
    List<Map<String, String>> members(String list) {
        return children(first(list)).map(Answer::fields).toList();
    }

    private static Map<String, String> fields(Node parent) {
        var fields = new TreeMap<String, String>();
        children(parent).forEach(child -> fields.put(child.getLocalName(), child.getTextContent()));
        return fields;
    }

    private static Stream<Node> children(Node parent) {
        var nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE);
    }

    private Node first(String element) {
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var document =
                    factory.newDocumentBuilder().parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
            var found = document.getElementsByTagNameNS("*", element);
            assertThat(found.getLength()).as("<%s> in %s", element, body).isPositive();
            return found.item(0);
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("Not XML: " + body, e);
        }
    }

    Answer succeeded() {
        assertThat(status).as(body).isEqualTo(200);
        return this;
    }

    /** The error's code, having failed with this status. */
    String failed(int expectedStatus) {
        assertThat(status).as(body).isEqualTo(expectedStatus);
        return text("Code");
    }
}
