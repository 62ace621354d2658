/* Verifies time-stamp tokens with OpenSSL for a while: time-stamp-verify SECONDS AUTHORITIES.pem (DATA TOKEN.der)...
   Prints the number of tokens and the processor seconds they took. Each is judged by the clock, as `openssl ts` does. */
#include <openssl/pem.h>
#include <openssl/ts.h>
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
    int tokens = (argc - 3) / 2, verified = 0;
    unsigned char **data = calloc(tokens + 1, sizeof *data), **bytes = calloc(tokens + 1, sizeof *bytes);
    long *data_length = calloc(tokens + 1, sizeof *data_length), *length = calloc(tokens + 1, sizeof *length);

    if (tokens < 1) return 2;
    for (int i = 0; i < tokens; i++) {
        data_length[i] = slurp(argv[3 + 2 * i], &data[i]);
        length[i] = slurp(argv[4 + 2 * i], &bytes[i]);
    }
    X509_STORE *store = X509_STORE_new();
    if (X509_STORE_load_file(store, argv[2]) != 1) return 2;
    double start = now(), end = start + atof(argv[1]);
    while (now() < end) {
        for (int i = 0; i < tokens; i++, verified++) {
            const unsigned char *at = bytes[i];
            PKCS7 *token = d2i_PKCS7(NULL, &at, length[i]);
            TS_VERIFY_CTX *context = TS_VERIFY_CTX_new();
            TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_DATA | TS_VFY_SIGNATURE | TS_VFY_SIGNER);
            TS_VERIFY_CTX_set_data(context, BIO_new_mem_buf(data[i], (int)data_length[i]));
            X509_STORE_up_ref(store);
            TS_VERIFY_CTX_set_store(context, store);
            if (token == NULL || TS_RESP_verify_token(context, token) != 1) return 1;
            TS_VERIFY_CTX_free(context);
            PKCS7_free(token);
        }
    }
    printf("%d %.6f\n", verified, now() - start);
    return 0;
}
