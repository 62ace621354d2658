/* Verifies CMS files with OpenSSL for a while: cms-verify SECONDS AUTHORITIES.pem UNIX-TIME FILE.der...
   Prints the number of ballots and the processor seconds they took. Whatever a server would do once is done once. */
#include <openssl/cms.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    int files = argc - 4, verified = 0;
    X509_STORE *store = X509_STORE_new();
    X509_VERIFY_PARAM *param = X509_STORE_get0_param(store);
    unsigned char **bytes = calloc(argc, sizeof *bytes);
    long *length = calloc(argc, sizeof *length);

    if (files < 1 || X509_STORE_load_file(store, argv[2]) != 1) return 2;
    X509_VERIFY_PARAM_set_time(param, atol(argv[3]));
    X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_ANY);
    for (int i = 0; i < files; i++) {
        FILE *file = fopen(argv[4 + i], "rb");
        bytes[i] = malloc(65536);
        if (file == NULL || (length[i] = (long)fread(bytes[i], 1, 65536, file)) <= 0) return 2;
        fclose(file);
    }
    double start = now(), end = start + atof(argv[1]);
    while (now() < end) {
        for (int i = 0; i < files; i++, verified++) {
            BIO *in = BIO_new_mem_buf(bytes[i], (int)length[i]);
            CMS_ContentInfo *cms = d2i_CMS_bio(in, NULL);
            if (cms == NULL || CMS_verify(cms, NULL, store, NULL, NULL, CMS_BINARY) != 1) return 1;
            CMS_ContentInfo_free(cms);
            BIO_free(in);
        }
    }
    printf("%d %.6f\n", verified, now() - start);
    return 0;
}
