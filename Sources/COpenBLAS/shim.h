// SPDX-License-Identifier: Apache-2.0
// OpenBLAS: CBLAS from its own header; the symbols of LAPACK, which Debian ships without a header, declared here.
//
// Fortran passes everything by address; the lengths of character arguments come last, hidden (gfortran: size_t).
// Integers are 32 bits (the LP64 build). Complex elements are void *, as in CBLAS.
#ifndef WEFT_COPENBLAS_H
#define WEFT_COPENBLAS_H

#include <cblas.h>
#include <stddef.h>

// LU factorisation, and the solution of A X = B by it.
void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *ipiv, int *info);
void zgetrf_(const int *m, const int *n, void *a, const int *lda, int *ipiv, int *info);
void dgesv_(const int *n, const int *nrhs, double *a, const int *lda, int *ipiv, double *b,
            const int *ldb, int *info);
void zgesv_(const int *n, const int *nrhs, void *a, const int *lda, int *ipiv, void *b,
            const int *ldb, int *info);

// Cholesky factorisation.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
void zpotrf_(const char *uplo, const int *n, void *a, const int *lda, int *info, size_t);

// QR factorisation, and the orthogonal factor from its reflectors.
void dgeqrf_(const int *m, const int *n, double *a, const int *lda, double *tau, double *work,
             const int *lwork, int *info);
void zgeqrf_(const int *m, const int *n, void *a, const int *lda, void *tau, void *work,
             const int *lwork, int *info);
void dorgqr_(const int *m, const int *n, const int *k, double *a, const int *lda,
             const double *tau, double *work, const int *lwork, int *info);
void zungqr_(const int *m, const int *n, const int *k, void *a, const int *lda, const void *tau,
             void *work, const int *lwork, int *info);

// Singular values, by divide and conquer.
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s,
             double *u, const int *ldu, double *vt, const int *ldvt, double *work,
             const int *lwork, int *iwork, int *info, size_t);
void zgesdd_(const char *jobz, const int *m, const int *n, void *a, const int *lda, double *s,
             void *u, const int *ldu, void *vt, const int *ldvt, void *work, const int *lwork,
             double *rwork, int *iwork, int *info, size_t);

// Eigenvalues of symmetric and Hermitian matrices, by divide and conquer.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda,
             double *w, double *work, const int *lwork, int *iwork, const int *liwork, int *info,
             size_t, size_t);
void zheevd_(const char *jobz, const char *uplo, const int *n, void *a, const int *lda, double *w,
             void *work, const int *lwork, double *rwork, const int *lrwork, int *iwork,
             const int *liwork, int *info, size_t, size_t);

// Eigenvalues of general matrices, by the QR algorithm.
void dgeev_(const char *jobvl, const char *jobvr, const int *n, double *a, const int *lda,
            double *wr, double *wi, double *vl, const int *ldvl, double *vr, const int *ldvr,
            double *work, const int *lwork, int *info, size_t, size_t);
void zgeev_(const char *jobvl, const char *jobvr, const int *n, void *a, const int *lda, void *w,
            void *vl, const int *ldvl, void *vr, const int *ldvr, void *work, const int *lwork,
            double *rwork, int *info, size_t, size_t);

// Least squares by singular values, divide and conquer.
void dgelsd_(const int *m, const int *n, const int *nrhs, double *a, const int *lda, double *b,
             const int *ldb, double *s, const double *rcond, int *rank, double *work,
             const int *lwork, int *iwork, int *info);
void zgelsd_(const int *m, const int *n, const int *nrhs, void *a, const int *lda, void *b,
             const int *ldb, double *s, const double *rcond, int *rank, void *work,
             const int *lwork, double *rwork, int *iwork, int *info);

#endif
