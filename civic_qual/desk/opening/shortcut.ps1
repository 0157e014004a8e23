$shell = New-Object -ComObject WScript.Shell
$folder = [Environment]::GetFolderPath('Desktop')
$file = Join-Path $folder ($env:CIVIC_QUAL_NAME + '.lnk')
$link = $shell.CreateShortcut($file)
$link.TargetPath = $env:CIVIC_QUAL_PROGRAM
$link.Arguments = $env:CIVIC_QUAL_ARGUMENTS
$link.WorkingDirectory = $env:USERPROFILE
$link.Description = $env:CIVIC_QUAL_TOLD
$link.Save()
[Console]::OutputEncoding = [Text.Encoding]::UTF8
Write-Output $file
