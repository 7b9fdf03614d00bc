// Worksheets: opening, filling, sharing, progress.
export const worksheet = {
  title: "Sheet",
};
