import java.io.File;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.core.VeraPDFException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Checks each file named against PDF/UA-1 and PDF/A-3a, all of them in one virtual machine.
 *
 * Prints a line for each check, and one for each rule that fails, its parts divided by tabs:
 * checked, file, standard, whether it conforms; failed, file, standard, clause, what the rule says.
 */
public class CheckConformance {
    private static final List<PDFAFlavour> STANDARDS =
            List.of(PDFAFlavour.PDFUA_1, PDFAFlavour.PDFA_3_A);
    private static final int EVERY_FAILURE = -1;

    public static void main(String[] files) throws Exception {
        Logger.getLogger("org.verapdf").setLevel(Level.SEVERE);
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            for (PDFAFlavour standard : STANDARDS) {
                check(file, standard);
            }
        }
    }

    private static void check(String file, PDFAFlavour standard) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), standard);
                PDFAValidator validator = Foundries.defaultInstance()
                        .createValidator(standard, EVERY_FAILURE, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            print("checked", file, standard.getId(), String.valueOf(result.isCompliant()));
            for (TestAssertion found : result.getTestAssertions()) {
                if (found.getStatus() == TestAssertion.Status.FAILED) {
                    String clause = found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber();
                    print("failed", file, standard.getId(), clause, found.getMessage());
                }
            }
        } catch (VeraPDFException unreadable) {
            print("checked", file, standard.getId(), "false");
            print("failed", file, standard.getId(), "unreadable", String.valueOf(unreadable.getMessage()));
        }
    }

    private static void print(String... parts) {
        for (int at = 0; at < parts.length; at++) {
            parts[at] = parts[at].replaceAll("\\s+", " ");
        }
        System.out.println(String.join("\t", parts));
    }
}
