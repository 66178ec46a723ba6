// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;

/** An answer to a Query form: its status and its XML. */
record Answer(int status, String body) {
    /** The text of the first element of this name; fails when there is none. */
    String text(String element) {
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var document =
                    factory.newDocumentBuilder().parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
            var found = document.getElementsByTagNameNS("*", element);
            assertThat(found.getLength()).as("<%s> in %s", element, body).isPositive();
            return found.item(0).getTextContent();
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
