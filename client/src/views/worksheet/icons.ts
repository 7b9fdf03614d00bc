// The icons of worksheets, each from a file of its own (see `parts/icons.ts`, which holds the shared ones).
export { ArrowCounterClockwiseIcon } from "@phosphor-icons/react/dist/csr/ArrowCounterClockwise";
export { DownloadSimpleIcon } from "@phosphor-icons/react/dist/csr/DownloadSimple";
export { LockSimpleIcon } from "@phosphor-icons/react/dist/csr/LockSimple";
export { NotebookIcon } from "@phosphor-icons/react/dist/csr/Notebook";
export { UsersThreeIcon } from "@phosphor-icons/react/dist/csr/UsersThree";
export { WarningCircleIcon } from "@phosphor-icons/react/dist/csr/WarningCircle";
