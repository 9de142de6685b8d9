// SPDX-License-Identifier: Apache-2.0
// The element types of IR values.
