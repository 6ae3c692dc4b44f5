//! How fast footprints come in: read and validated alone, then as the program's dry run and import.

use std::fs;
use std::path::Path;
use std::time::Instant;

use aftermath::exchange::buildings::{Options, read};

use crate::program::Program;
use crate::{Outcome, import, print_run, scenes};

/// Imports `count` footprints over the scenes of a manifest, `side_px` square.
pub(crate) fn measure(folder: &Path, manifest: &Path, count: u32, side_px: u32) -> Outcome<()> {
    let list = folder.join("list.geojson");
    scenes::write_footprints(&list, count, side_px, 1)?;
    println!(
        "footprints: {count}, {:.1} MB of GeoJSON",
        crate::big(fs::metadata(&list)?.len()) / 1e6
    );
    let (mut kept, start) = (0, cpu()?);
    let wall = Instant::now();
    let summary = read(&list, &Options::default(), &mut |_| {
        kept += 1;
        Ok(())
    })?;
    let (wall, spent) = (wall.elapsed().as_secs_f64(), cpu()? - start);
    if kept != count || summary.error_count != 0 {
        return Err(format!("{kept} of {count} are good: {:?}", summary.errors.first()).into());
    }
    println!("  read and validated    {wall:.2} s, {:.0} a CPU-second", f64::from(count) / spent);
    let program = Program::new(folder.join("lists"))?;
    program.run(&import("captures", manifest)?)?;
    let words = import("buildings", &list)?;
    let dry = program.run(&[&words[..], &["--dry-run"]].concat())?;
    let real = program.run(&words)?;
    if real.numbers().get(1) != Some(&u64::from(count)) {
        return Err(format!("the import said {:?}", real.said).into());
    }
    print_run("dry run", &dry);
    print_run("import", &real);
    let both = (dry.wall + real.wall).as_secs_f64();
    println!("  both                  {both:.2} s");
    println!("  dry run, a CPU-second {:.0}", f64::from(count) / dry.cpu.as_secs_f64());
    fs::remove_dir_all(&program.data)?;
    Ok(())
}

/// CPU seconds of this process' first thread so far.
fn cpu() -> Outcome<f64> {
    let text = fs::read_to_string("/proc/self/schedstat")?;
    Ok(text.split(' ').next().unwrap_or_default().parse::<f64>()? / 1e9)
}
