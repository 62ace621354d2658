/* Verifies OCSP answers with OpenSSL for a while:
   ocsp-verify SECONDS AUTHORITIES.pem ISSUER.pem UNIX-TIME (CERTIFICATE.der REQUEST.der ANSWER.der)...
   Prints the number of answers and the processor seconds they took. */
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long slurp(const char *path, unsigned char **bytes) {
    FILE *file = fopen(path, "rb");
    long length;
    if (file == NULL) exit(2);
    *bytes = malloc(65536);
    length = (long)fread(*bytes, 1, 65536, file);
    fclose(file);
    return length;
}

int main(int argc, char **argv) {
    int answers = (argc - 5) / 3, verified = 0;
    X509_STORE *store = X509_STORE_new();
    X509_VERIFY_PARAM *param = X509_STORE_get0_param(store);
    FILE *issuer_file = argc > 5 ? fopen(argv[3], "rb") : NULL;
    X509 *issuer = issuer_file == NULL ? NULL : PEM_read_X509(issuer_file, NULL, NULL, NULL);
    OCSP_CERTID **id = calloc(answers + 1, sizeof *id);
    OCSP_REQUEST **request = calloc(answers + 1, sizeof *request);
    unsigned char **bytes = calloc(answers + 1, sizeof *bytes);
    long *length = calloc(answers + 1, sizeof *length);

    if (answers < 1 || issuer == NULL || X509_STORE_load_file(store, argv[2]) != 1) return 2;
    X509_VERIFY_PARAM_set_time(param, atol(argv[4]));
    for (int i = 0; i < answers; i++) {
        unsigned char *der;
        const unsigned char *at;
        long size = slurp(argv[5 + 3 * i], &der);
        X509 *certificate = (at = der, d2i_X509(NULL, &at, size));
        id[i] = OCSP_cert_to_id(EVP_sha256(), certificate, issuer);
        size = slurp(argv[6 + 3 * i], &der);
        request[i] = (at = der, d2i_OCSP_REQUEST(NULL, &at, size));
        length[i] = slurp(argv[7 + 3 * i], &bytes[i]);
        if (id[i] == NULL || request[i] == NULL) return 2;
    }
    double start = now(), end = start + atof(argv[1]);
    while (now() < end) {
        for (int i = 0; i < answers; i++, verified++) {
            const unsigned char *at = bytes[i];
            int status;
            ASN1_GENERALIZEDTIME *this_update, *next_update;
            OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &at, length[i]);
            OCSP_BASICRESP *basic = response == NULL ? NULL : OCSP_response_get1_basic(response);
            if (basic == NULL || OCSP_check_nonce(request[i], basic) != 1) return 1;
            if (OCSP_basic_verify(basic, NULL, store, 0) != 1) return 1;
            if (OCSP_resp_find_status(basic, id[i], &status, NULL, NULL, &this_update, &next_update) != 1) return 1;
            if (status != V_OCSP_CERTSTATUS_GOOD) return 1;
            OCSP_BASICRESP_free(basic);
            OCSP_RESPONSE_free(response);
        }
    }
    printf("%d %.6f\n", verified, now() - start);
    return 0;
}
