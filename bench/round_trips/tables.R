# tables.R FOLDER: R's own reader and sf read the same buildings, with days as days and places as places.

folder <- commandArgs(trailingOnly = TRUE)[1]
at <- function(name) file.path(folder, name)
days <- c("last_intact_date", "first_destroyed_date")

plain <- read.csv(at("buildings.csv"), na.strings = "", encoding = "UTF-8",
                  colClasses = c(external_id = "character", last_intact_date = "Date", first_destroyed_date = "Date"))
votes <- read.csv(at("judgements.csv"), na.strings = "", encoding = "UTF-8")
stopifnot(all(votes$building_id %in% plain$building_id))

for (name in c("buildings.gpkg", "buildings.geojson")) {
  table <- sf::st_read(at(name), layer = "buildings", quiet = TRUE)
  table <- table[order(table$building_id), ]
  stopifnot(nrow(table) == nrow(plain), all(table$building_id == sort(plain$building_id)))
  stopifnot(sf::st_crs(table)$epsg == 4326, all(sf::st_is_valid(table)))
  own <- plain[order(plain$building_id), ]
  for (day in days) {
    if (all(is.na(own[[day]]))) next
    stopifnot(inherits(table[[day]], "Date"), identical(as.Date(table[[day]]), own[[day]]))
  }
}
cat(sprintf("R: %d buildings, the same in CSV, GeoPackage and GeoJSON; %d judgements join them\n", nrow(plain), nrow(votes)))
